// What bridges add to the scores of tokens: few of a vocabulary, each at its own place.
import { type Tensor, tensor } from "@refvlm/torch";

export interface ScoreBonus {
  /** Row and token of each value. */
  rows: number[];
  tokens: number[];
  /** [F] */
  values: Tensor;
}

/** Scores [R, V] with bonuses; where several meet, their sum. */
export function withBonuses(scores: Tensor, bonuses: readonly ScoreBonus[]): Tensor {
  const [, vocabulary] = scores.shape;
  return bonuses.reduce((sum, { rows, tokens, values }) => {
    const places = Int32Array.from(rows, (row, i) => row * vocabulary + tokens[i]);
    const index = tensor(places, { dtype: "int64", device: scores.device });
    return sum.flatten().indexAdd(0, index, values.to(scores.dtype)).reshape(scores.shape);
  }, scores);
}
