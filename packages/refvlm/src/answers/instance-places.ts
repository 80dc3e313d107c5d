// Which object of an answer an instance is, counted from 0 over all that the words name: an object whose units scored too low to
// be there keeps its number.
import type { GroundedAnswer } from "@refvlm/model";

/** What says so: of an answer without a plan, the instances alone. */
export type Placed = Pick<GroundedAnswer, "instances"> & Partial<Pick<GroundedAnswer, "plan">>;

/** The place of each instance. */
export function instancePlaces({ plan, instances }: Placed): number[] {
  const before = (triplet: number) => plan!.lines.slice(0, triplet).reduce((sum, { count }) => sum + count, 0);
  return instances.map(({ triplet, index }, i) => (plan ? before(triplet) + index : i));
}
