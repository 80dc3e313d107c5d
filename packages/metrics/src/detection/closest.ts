// One picture's predictions each take the closest truth that is left, best prediction first.

/**
 * @param order predictions in the order in which they choose
 * @param similarity of a prediction and a truth; undefined where they may not be paired
 * @param least from which on a prediction fits
 * @returns the truth of each prediction, by index; those that found none have no entry
 */
export function closestTruths(
  order: Iterable<number>,
  truths: number,
  similarity: (prediction: number, truth: number) => number | undefined,
  least: number,
): Map<number, number> {
  const left = new Set(Array(truths).keys());
  const taken = new Map<number, number>();
  for (const prediction of order) {
    let [closest, highest] = [-1, least];
    for (const truth of left) {
      const similar = similarity(prediction, truth);
      // Of equal ones the first.
      if (similar === undefined || similar < highest || (closest >= 0 && similar === highest)) continue;
      [closest, highest] = [truth, similar];
    }
    if (closest < 0) continue;
    left.delete(closest);
    taken.set(prediction, closest);
  }
  return taken;
}
