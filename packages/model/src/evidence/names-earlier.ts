// Names earlier: a plan for a question that names nothing is drawn to what the answer before named: "now segment it."
import { nn, type Tensor } from "@refvlm/torch";
import { closedForm } from "./closed-form.js";
import type { NameNode } from "./name-trie.js";
import { bonusOfSteps, type ScoreBonus } from "./score-bonus.js";

/** Worth of the name at first: more than the picture's evidence for any other. */
const WORTH = 6;

/** Score of a token that leads to a name of the answer before: w(h); w starts at its worth. */
export class NamesEarlier extends nn.Module {
  readonly weight: nn.Linear;

  /** @param width C of the language model's states */
  constructor(width: number) {
    super();
    this.weight = closedForm(width, [WORTH]);
  }

  /** @param states from which the next tokens are chosen, [M, C] @param nodes of the earlier names, one for each */
  forward(states: Tensor, nodes: readonly NameNode[]): ScoreBonus {
    const steps = nodes.flatMap(({ next }, row) => [...next.keys()].map((token) => ({ row, token })));
    return bonusOfSteps(steps, this.weight.forward(states).flatten());
  }
}
