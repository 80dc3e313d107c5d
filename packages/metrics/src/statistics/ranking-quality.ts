// How well a score ranks right answers above wrong ones: the area under the ROC curve.

/**
 * The chance that one of `higher` exceeds one of `lower`, equal ones counting half (AUC; the statistic of Mann and
 * Whitney); NaN where either is empty.
 */
export function rankingQuality(higher: readonly number[], lower: readonly number[]): number {
  const sorted = Float64Array.from(lower).sort();
  let sum = 0;
  for (const value of higher) sum += (countBelow(sorted, value, false) + countBelow(sorted, value, true)) / 2;
  return sum / (higher.length * lower.length);
}

/** How many of the sorted values are below `limit`, those equal to it included or not. */
function countBelow(sorted: Float64Array, limit: number, included: boolean): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! < limit || (included && sorted[middle] === limit)) from = middle + 1;
    else to = middle;
  }
  return from;
}
