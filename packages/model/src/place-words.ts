// Words for places and sizes as directions: "the left dog" is the one furthest to the left, "left of the cat" lies left of it.
import type { CxcywhBox } from "@refvlm/vision";

/** To the right, downward, and towards what is large. */
export type Direction = readonly [x: number, y: number, size: number];

/** What a question's words for places ask for: the thing furthest in a direction, and on which side one thing is of another. */
export interface PlaceWords {
  place: Direction;
  relation: Direction;
}

const NOWHERE: Direction = [0, 0, 0];

const directions: Readonly<Record<string, Direction>> = Object.fromEntries(
  (
    [
      ["left leftmost", [-1, 0, 0]],
      ["right rightmost", [1, 0, 0]],
      ["top topmost upper highest above over", [0, -1, 0]],
      ["bottom bottommost lower lowest below under beneath underneath", [0, 1, 0]],
      ["large larger largest big bigger biggest", [0, 0, 1]],
      ["small smaller smallest little", [0, 0, -1]],
    ] as const
  ).flatMap(([words, direction]) => words.split(" ").map((word) => [word, direction])),
);

/** Words that say where one thing is from another by themselves; "left" and "top" do so before "of". */
const relations = new Set(["above", "over", "below", "under", "beneath", "underneath"]);

/** Words that mean one of several without a direction: "the second dog", "the cup next to the plate". */
const others = new Set(
  "middle centre center first second third fourth last next near nearest closest beside between behind front".split(
    " ",
  ),
);

/** Whether a question asks for one of several things by its place, size or rank. @param words in small letters */
export function singlesOut(words: readonly string[]): boolean {
  return words.some((word) => Object.hasOwn(directions, word) || others.has(word));
}

/** @param words of a question in their order, in small letters */
export function placeWords(words: readonly string[]): PlaceWords {
  let [place, relation] = [NOWHERE, NOWHERE];
  for (const [i, word] of words.entries()) {
    const direction = Object.hasOwn(directions, word) ? directions[word] : undefined;
    if (!direction) continue;
    if (relations.has(word) || words[i + 1] === "of") relation = sum(relation, direction);
    else place = sum(place, direction);
  }
  return { place, relation };
}

const sum = (a: Direction, b: Direction): Direction => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

/**
 * How far a box lies in a direction: of its centre in -1..1, and of how often its mean side doubles from nothing to the whole
 * picture's, since twice as large is twice as large whatever the size. @param box on the padded square
 */
export function reach([x, y, size]: Direction, [cx, cy, w, h]: CxcywhBox): number {
  const octaves = Math.log2(Math.max(Math.sqrt(w * h), SMALLEST));
  return x * (2 * cx - 1) + y * (2 * cy - 1) + size * octaves;
}

/** Mean sides below this share of the picture's are alike. */
const SMALLEST = 1 / 256;
