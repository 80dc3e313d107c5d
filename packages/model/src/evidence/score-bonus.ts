// What bridges add to the scores of tokens: few of a vocabulary, each at its own place.
import { cat, type Tensor, tensor } from "@refvlm/torch";

export interface ScoreBonus {
  /** Row and token of each value. */
  rows: number[];
  tokens: number[];
  /** [F] */
  values: Tensor;
}

/** What each of some places gives its tokens. @param steps tokens, each with the row of its place @param worth of the places, [M] */
export function bonusOfSteps(steps: readonly { row: number; token: number }[], worth: Tensor): ScoreBonus {
  const rows = steps.map(({ row }) => row);
  const index = tensor(Int32Array.from(rows), { dtype: "int64", device: worth.device });
  return { rows, tokens: steps.map(({ token }) => token), values: worth.to("float32").indexSelect(0, index) };
}

/** Scores [R, V] with bonuses; where several meet, their sum. They are added at once: scores are many, bonuses few. */
export function withBonuses(scores: Tensor, bonuses: readonly ScoreBonus[]): Tensor {
  if (bonuses.length === 0) return scores;
  const [, vocabulary] = scores.shape;
  const places = bonuses.flatMap(({ rows, tokens }) => rows.map((row, i) => row * vocabulary + tokens[i]));
  const index = tensor(Int32Array.from(places), { dtype: "int64", device: scores.device });
  const values = cat(bonuses.map((bonus) => bonus.values.to(scores.dtype)));
  return scores.flatten().indexAdd(0, index, values).reshape(scores.shape);
}
