// Logistic regression (Platt's scaling with several inputs), by Newton's method.
import { sigmoid } from "@refvlm/model";

/** Keeps the weights of inputs that say nothing, or everything, finite. */
const RIDGE = 1;
const STEPS = 50;

/**
 * Weights of P(right) = sigmoid(sum of weight * input): the maximum of the likelihood less RIDGE / 2 |w|^2.
 * @param inputs one row for each case; a constant 1 makes a bias
 * @param counts how much each case counts; alike by default
 */
export function fitLogistic(
  inputs: readonly (readonly number[])[],
  right: readonly boolean[],
  counts: readonly number[] = inputs.map(() => 1),
): number[] {
  const size = inputs[0]?.length ?? 0;
  let weights = new Array<number>(size).fill(0);
  for (let step = 0; step < STEPS; step++) {
    const gradient = weights.map((weight) => RIDGE * weight);
    const hessian = weights.map((_, i) => weights.map((_, j) => (i === j ? RIDGE : 0)));
    for (const [row, x] of inputs.entries()) {
      const p = sigmoid(x.reduce((sum, value, i) => sum + value * weights[i], 0));
      for (let i = 0; i < size; i++) {
        gradient[i] += counts[row] * (p - (right[row] ? 1 : 0)) * x[i];
        for (let j = 0; j < size; j++) hessian[i][j] += counts[row] * p * (1 - p) * x[i] * x[j];
      }
    }
    const change = solve(hessian, gradient);
    weights = weights.map((weight, i) => weight - change[i]);
    if (Math.max(...change.map(Math.abs)) < 1e-9) break;
  }
  return weights;
}

/** x of A x = b for a positive definite A, by elimination. */
function solve(matrix: number[][], vector: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, vector[i]]);
  for (const [i, pivot] of rows.entries())
    for (const [j, row] of rows.entries()) {
      if (i === j) continue;
      const factor = row[i] / pivot[i];
      for (let k = i; k < row.length; k++) row[k] -= factor * pivot[k];
    }
  return rows.map((row, i) => row.at(-1)! / row[i]);
}
