// Where one thing lies from another: true or false only where nobody would argue, else undefined.
import { type Box, boxIntersection } from "@refvlm/vision";

/** The relations scenes speak of, in the words of a question. */
export const relations = ["left of", "right of", "above", "below", "next to"] as const;
export type Relation = (typeof relations)[number];

const opposite = { "left of": "right of", "right of": "left of", above: "below", below: "above" } as const;

/** The other way round; undefined for "next to". */
export function oppositeOf(relation: Relation): Relation | undefined {
  return relation === "next to" ? undefined : opposite[relation];
}

/**
 * Whether `a` is `relation` `b`. "Left of" holds when the centre of `a` lies beyond the left edge of `b` and the
 * way between the centres is not steep; it fails when `a` is not to the left at all. "Next to" holds for gaps
 * below 6 percent of `side` (the picture's shorter side, pixels) and fails beyond 30. In between: undefined.
 */
export function holds(relation: Relation, a: Box, b: Box, side: number): boolean | undefined {
  if (relation === "next to") {
    const gap = Math.hypot(Math.max(0, a[0] - b[2], b[0] - a[2]), Math.max(0, a[1] - b[3], b[1] - a[3]));
    return gap < 0.06 * side ? boxIntersection(a, b) === 0 || undefined : gap > 0.3 * side ? false : undefined;
  }
  const axis = relation === "left of" || relation === "right of" ? 0 : 1;
  const sign = relation === "left of" || relation === "above" ? 1 : -1;
  const centre = (box: Box, i: number) => (box[i] + box[i + 2]) / 2;
  const along = sign * (centre(b, axis) - centre(a, axis));
  const across = Math.abs(centre(b, 1 - axis) - centre(a, 1 - axis));
  const halfWidth = (b[axis + 2] - b[axis]) / 2;
  if (along > halfWidth + 0.02 * side && across <= 1.2 * along) return true;
  return along < -0.03 * side ? false : undefined;
}
