// Where one thing lies from another: true or false only where nobody would argue, else undefined.
import { type Box, boxIntersection } from "@refvlm/vision";

/** The relations scenes speak of, in the words of a question. */
export const relations = ["left of", "right of", "above", "below", "next to"] as const;
export type Relation = (typeof relations)[number];

const opposite = { "left of": "right of", "right of": "left of", above: "below", below: "above" } as const;

/** Gaps as shares of a picture's shorter side: below the one things are next to each other, beyond the other they are not. */
const [NEAR, FAR] = [0.06, 0.3];

/** The other way round; undefined for "next to". */
export function oppositeOf(relation: Relation): Relation | undefined {
  return relation === "next to" ? undefined : opposite[relation];
}

/** Empty pixels between two boxes; 0 where they touch. */
function gapBetween(a: Box, b: Box): number {
  return Math.hypot(Math.max(0, a[0] - b[2], b[0] - a[2]), Math.max(0, a[1] - b[3], b[1] - a[3]));
}

/** How far the centre of `a` lies on the named side of that of `b`, and how far across it. */
function offset(relation: Exclude<Relation, "next to">, a: Box, b: Box) {
  const axis = relation === "left of" || relation === "right of" ? 0 : 1;
  const sign = relation === "left of" || relation === "above" ? 1 : -1;
  const way = (i: number) => (b[i] + b[i + 2] - a[i] - a[i + 2]) / 2;
  return { axis, along: sign * way(axis), across: Math.abs(way(1 - axis)) };
}

/**
 * Whether `a` is `relation` `b`. "Left of" holds when the centre of `a` lies beyond the left edge of `b` and the
 * way between the centres is not steep; it fails when `a` is not to the left at all. "Next to" holds for gaps
 * below 6 percent of `side` (the picture's shorter side, pixels) and fails beyond 30. In between: undefined.
 */
export function holds(relation: Relation, a: Box, b: Box, side: number): boolean | undefined {
  if (relation === "next to") {
    const gap = gapBetween(a, b);
    return gap < NEAR * side ? boxIntersection(a, b) === 0 || undefined : gap > FAR * side ? false : undefined;
  }
  const { axis, along, across } = offset(relation, a, b);
  const halfWidth = (b[axis + 2] - b[axis]) / 2;
  if (along > halfWidth + 0.02 * side && across <= 1.2 * along) return true;
  return along < -0.03 * side ? false : undefined;
}

/** The rule for who has to say yes or no of any two boxes: the side on which the centre lies, a gap that is rather near than far. */
export function leansTo(relation: Relation, a: Box, b: Box, side: number): boolean {
  if (relation === "next to") return gapBetween(a, b) < ((NEAR + FAR) / 2) * side;
  return offset(relation, a, b).along > 0;
}
