// Principal axes (Pearson 1901): the directions in which rows differ most, by power iteration.

/** Iterations an axis; two axes of nearly equal worth may be told apart badly, which changes little. */
const STEPS = 60;

/** A direction, as a unit vector, and the variance along it. */
export interface PrincipalAxis {
  readonly axis: readonly number[];
  readonly variance: number;
}

/**
 * @param rows centred, all of one length
 * @returns the one of the largest variance first
 */
export function principalAxes(rows: readonly (readonly number[])[], count: number): PrincipalAxis[] {
  const size = rows[0].length;
  const channels = Array.from({ length: size }, (_, c) => c);
  const covariance = channels.map((i) => {
    const sums = new Float64Array(size);
    for (const row of rows) for (const j of channels) sums[j] += row[i] * row[j];
    return sums.map((sum) => sum / rows.length);
  });
  return Array.from({ length: count }, (_, k) => {
    let axis = unit(channels.map((c) => Math.sin(c + k + 1)));
    let variance = 0;
    for (let step = 0; step < STEPS; step++) {
      const turned = covariance.map((row) => dot(row, axis));
      variance = Math.hypot(...turned);
      if (variance === 0) break; // the rows differ in no further direction
      axis = unit(turned);
    }
    for (const i of channels) for (const j of channels) covariance[i][j] -= variance * axis[i] * axis[j];
    return { axis, variance };
  });
}

const dot = (a: ArrayLike<number>, b: readonly number[]) => b.reduce((sum, value, i) => sum + a[i] * value, 0);

function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
