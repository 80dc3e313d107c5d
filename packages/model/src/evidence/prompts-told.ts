// Prompts told: a sentence about what the user points at is drawn to the name of what is listed there, until it has said it.
import { nn, type Tensor } from "@refvlm/torch";
import { closedForm } from "./closed-form.js";
import type { NameNode } from "./name-trie.js";
import { bonusOfSteps, type ScoreBonus } from "./score-bonus.js";

/** Worth of the name at first: about what a plan gives a name that its question says. */
const WORTH = 5;

/** A place in a sentence, and the numbers of the names that it may still say. */
export interface ToldPlace {
  node: NameNode;
  names: ReadonlySet<number>;
}

/** Score of a token that leads to the name: w(h); w starts at its worth. */
export class PromptsTold extends nn.Module {
  readonly weight: nn.Linear;

  /** @param width C of the language model's states */
  constructor(width: number) {
    super();
    this.weight = closedForm(width, [WORTH]);
  }

  /** @param states from which the next tokens are chosen, [M, C] @param places one for each */
  forward(states: Tensor, places: readonly ToldPlace[]): ScoreBonus {
    const steps = places.flatMap(({ node: { next }, names: told }, row) =>
      [...next].flatMap(([token, { names, node }]) =>
        node && names.some((name) => told.has(name)) ? [{ row, token }] : [],
      ),
    );
    return bonusOfSteps(steps, this.weight.forward(states).flatten());
  }
}
