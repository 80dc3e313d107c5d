// Names out: where a plan writes a name, tokens that lead to listed names get the picture's evidence for them.
import { cat, nn, type Tensor, tensor } from "@refvlm/torch";
import { padIndex } from "../matching/grouped.js";
import { closedForm } from "./closed-form.js";
import { FIGURES, LOG_ODDS } from "./name-evidence.js";
import type { NameNode } from "./name-trie.js";
import type { ScoreBonus } from "./score-bonus.js";

/** What half a detector's log-odds is, which come as quarters; and what a name that the question says is worth. */
const ODDS = 2;
const SAID = 3;

/** Score of a name: (W h + b) . [its twelve figures, 1 if the question says it]; W starts at zero. */
export class NamesOut extends nn.Module {
  readonly weights: nn.Linear;

  /** @param width C of the language model's states */
  constructor(width: number) {
    super();
    const start = new Array<number>(FIGURES + 1).fill(0);
    start[LOG_ODDS] = ODDS;
    start[FIGURES] = SAID;
    this.weights = closedForm(width, start);
  }

  /**
   * @param states from which the next tokens are chosen, [M, C]
   * @param figures of all names at each place, [M, names, 12]
   * @param said 1 for names that the question says, [M, names]
   * @returns scores of the names, float32 [M, names]
   */
  forward(states: Tensor, figures: Tensor, said: Tensor): Tensor {
    const weights = this.weights.forward(states).to("float32").unsqueeze(2); // [M, 13, 1]
    return cat([figures, said.unsqueeze(2)], -1)
      .matmul(weights)
      .squeeze(2);
  }

  /** A token's bonus is the largest score of the names that it leads to. @param nodes one for each row of `scores` */
  bonus(scores: Tensor, nodes: readonly NameNode[]): ScoreBonus {
    const steps = nodes.flatMap(({ next }, row) => [...next].map(([token, { names }]) => ({ row, token, names })));
    const places = padIndex(
      steps.map(({ row, names }) => names.map((name) => row * scores.shape[1] + name)),
      scores.device,
    );
    const each = scores.flatten().indexSelect(0, places.index.flatten()).reshape(places.index.shape); // [F, most names]
    return {
      rows: steps.map(({ row }) => row),
      tokens: steps.map(({ token }) => token),
      values: each.maskedFill(places.valid.logicalNot(), Number.NEGATIVE_INFINITY).amax(-1),
    };
  }
}

/** 1 for the names that each question says: [M, names]. */
export function saidNames(said: readonly ReadonlySet<number>[], names: number, device: string): Tensor {
  const values = new Float32Array(said.length * names);
  for (const [row, numbers] of said.entries()) for (const number of numbers) values[row * names + number] = 1;
  return tensor(values, { shape: [said.length, names], device });
}
