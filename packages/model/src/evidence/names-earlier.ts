// Names earlier: a plan for a question that names nothing is drawn to what the answer before named: "now segment it."
import { nn, type Tensor, tensor } from "@refvlm/torch";
import { closedForm } from "./closed-form.js";
import type { NameNode } from "./name-trie.js";
import type { ScoreBonus } from "./score-bonus.js";

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
    const rows = tensor(
      Int32Array.from(steps, ({ row }) => row),
      { dtype: "int64", device: states.device },
    );
    return {
      rows: steps.map(({ row }) => row),
      tokens: steps.map(({ token }) => token),
      values: this.weight.forward(states).flatten().to("float32").indexSelect(0, rows),
    };
  }
}
