// Which object of an answer an instance is, counted from 0 over all that the words name: an object whose units scored too low to
// be there keeps its number.
import type { GroundedAnswer } from "@refvlm/model";
import { parseAnswer, planOf } from "@refvlm/trp";

/** What says so: without the text that was written, the instances alone. */
export type Placed = Pick<GroundedAnswer, "instances"> & Partial<Pick<GroundedAnswer, "trp">>;

/** The place of each instance. */
export function instancePlaces({ trp = "", instances }: Placed): number[] {
  // From the body, since not every network plans.
  const { lines } = planOf(parseAnswer(trp, { mode: "tolerant" }).answer.body);
  const before = (triplet: number) => lines.slice(0, triplet).reduce((sum, { count }) => sum + count, 0);
  return instances.map(({ triplet, index }, i) => (lines.length > 0 ? before(triplet) + index : i));
}
