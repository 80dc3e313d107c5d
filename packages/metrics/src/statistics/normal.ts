// The standard normal distribution: its share below a value, and the value below which a share lies.

/** The share below `z`, right to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26). */
export function normalShare(z: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(z)) / Math.SQRT2);
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const beyond = (series * Math.exp((-z * z) / 2)) / 2;
  return z < 0 ? beyond : 1 - beyond;
}

/** The value below which this share, between 0 and 1, lies: where `normalShare` reaches it. */
export function normalValue(share: number): number {
  let [low, high] = [-40, 40];
  for (let middle = 0; high - low > 1e-9; middle = (low + high) / 2)
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  return (low + high) / 2;
}
