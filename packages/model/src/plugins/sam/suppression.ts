// Non-maximum suppression: of things whose boxes overlap the surest stays.
import { type Box, boxIou } from "@refvlm/vision";

/** The surest first, those left out that overlap a surer one by more than this IoU of boxes. */
export function suppressed<Found extends { box: Box; score: number }>(found: readonly Found[], most: number): Found[] {
  const kept: Found[] = [];
  for (const each of found.toSorted((a, b) => b.score - a.score))
    if (kept.every((other) => boxIou(each.box, other.box) <= most)) kept.push(each);
  return kept;
}
