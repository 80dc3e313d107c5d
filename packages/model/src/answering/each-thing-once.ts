// Each thing once: proposals of one name whose boxes differ enough may still be cut out alike, and then are one thing.
import type { GroundedUnit } from "./answer.js";

/**
 * Leaves out instances of a phrase whose mask is that of a surer one.
 * @param units of whole triplets
 * @param overlap IoU above which two masks of a phrase are one thing
 */
export function eachThingOnce(units: readonly GroundedUnit[], overlap: number): GroundedUnit[] {
  const kept: GroundedUnit[] = [];
  const left = new Set<string>();
  for (const unit of units.filter(({ mask }) => mask).sort((a, b) => sureness(b) - sureness(a))) {
    const isRepeated = kept.some(
      ({ triplet, index, mask }) => triplet === unit.triplet && index !== unit.index && mask!.iou(unit.mask!) > overlap,
    );
    if (isRepeated) left.add(instanceOf(unit));
    else kept.push(unit);
  }
  return units.filter((unit) => !left.has(instanceOf(unit)));
}

/** In steps that the last bits of a larger batch do not reach: of two that are as sure the earlier one stays. */
const sureness = ({ score }: GroundedUnit) => Math.round(score * 1e5);

const instanceOf = ({ triplet, index }: GroundedUnit) => `${triplet} ${index}`;
