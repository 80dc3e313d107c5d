// Numbers out: where a plan writes `Num`, the numbers of proposals that fit the line's name get a bonus, one for each of several
// thresholds.
import { nn, type Tensor, tensor } from "@refvlm/torch";
import { closedForm } from "./closed-form.js";
import type { ScoreBonus } from "./score-bonus.js";

/** Fits from which proposals are counted. */
export const COUNTED_AT = [0.2, 0.28, 0.35, 0.42, 0.5];
/** Worth of each count at first: most that of the threshold whose count lists are best with. */
const WORTH = [0.5, 0.5, 2, 0.5, 0.5];

/** Score of a number: sum over thresholds t of w_t(h) [number = how many fit at least t]; w starts at its worth. */
export class NumbersOut extends nn.Module {
  readonly weights: nn.Linear;

  /** @param width C of the language model's states */
  constructor(width: number) {
    super();
    this.weights = closedForm(width, WORTH);
  }

  /**
   * @param states from which the next tokens are chosen, [M, C]
   * @param counts of each row, one for each threshold
   * @param tokenOf the token that goes on writing a number at each row's place
   */
  forward(
    states: Tensor,
    counts: readonly (readonly number[])[],
    tokenOf: readonly ((count: number) => number | undefined)[],
  ): ScoreBonus {
    const steps = counts.flatMap((row, m) =>
      row.flatMap((count, t) => {
        const token = count > 0 ? tokenOf[m](count) : undefined;
        return token === undefined ? [] : [{ m, t, token }];
      }),
    );
    const places = Int32Array.from(steps, ({ m, t }) => m * COUNTED_AT.length + t);
    const weights = this.weights.forward(states).flatten(); // [M * thresholds]
    return {
      rows: steps.map(({ m }) => m),
      tokens: steps.map(({ token }) => token),
      values: weights.indexSelect(0, tensor(places, { dtype: "int64", device: states.device })),
    };
  }
}
