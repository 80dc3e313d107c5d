// The matches of single pictures, taken out of those of all pictures without a walk over the others.
import type { MatchedClass } from "./matching.js";

/** Items of all classes by picture: a picture's stand from `start[picture]` to `start[picture + 1]`, class by class. */
interface ByPicture {
  readonly start: Uint32Array;
  readonly class: Uint32Array;
  readonly index: Uint32Array;
}

/** Finds what belongs to a picture. */
export class PictureMatches {
  readonly #detections: ByPicture;
  readonly #truths: ByPicture;

  constructor(
    private readonly matched: readonly MatchedClass[],
    pictures: number,
  ) {
    this.#detections = byPicture(
      matched.map(({ picture }) => picture),
      pictures,
    );
    this.#truths = byPicture(
      matched.map(({ truthPicture }) => truthPicture),
      pictures,
    );
  }

  /** The classes that this picture has truths or detections of, as the matches of a set with no other picture. */
  of(picture: number): { class: number; matched: MatchedClass }[] {
    const detections = indicesByClass(this.#detections, picture);
    const truths = indicesByClass(this.#truths, picture);
    const classes = [...new Set([...detections.keys(), ...truths.keys()])].sort((a, b) => a - b);
    return classes.map((each) => ({
      class: each,
      matched: only(this.matched[each]!, detections.get(each) ?? [], truths.get(each) ?? []),
    }));
  }
}

function byPicture(classes: readonly Int32Array[], pictures: number): ByPicture {
  const start = new Uint32Array(pictures + 1);
  for (const pictureOf of classes) for (const picture of pictureOf) start[picture + 1]!++;
  for (let i = 0; i < pictures; i++) start[i + 1]! += start[i]!;
  const next = start.slice();
  const found = { start, class: new Uint32Array(start[pictures]!), index: new Uint32Array(start[pictures]!) };
  for (const [k, pictureOf] of classes.entries())
    for (let i = 0; i < pictureOf.length; i++) {
      const at = next[pictureOf[i]!]!++;
      found.class[at] = k;
      found.index[at] = i;
    }
  return found;
}

function indicesByClass(items: ByPicture, picture: number): Map<number, number[]> {
  const indices = new Map<number, number[]>();
  for (let at = items.start[picture]!; at < items.start[picture + 1]!; at++) {
    const list = indices.get(items.class[at]!);
    if (list) list.push(items.index[at]!);
    else indices.set(items.class[at]!, [items.index[at]!]);
  }
  return indices;
}

/** These detections and truths alone, all in picture 0. */
function only(
  { rank, score, outcome, truthPicture, wanted }: MatchedClass,
  detections: readonly number[],
  truths: readonly number[],
): MatchedClass {
  return {
    picture: new Int32Array(detections.length),
    rank: Int32Array.from(detections, (i) => rank[i]!),
    score: Float64Array.from(detections, (i) => score[i]!),
    outcome: columns(outcome, rank.length, detections),
    truthPicture: new Int32Array(truths.length),
    wanted: columns(wanted, truthPicture.length, truths),
  };
}

/** The chosen columns of a matrix [rows, width]. */
function columns(matrix: Uint8Array, width: number, chosen: readonly number[]): Uint8Array {
  const rows = chosen.length === 0 ? 0 : matrix.length / width;
  const out = new Uint8Array(rows * chosen.length);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < chosen.length; i++) out[row * chosen.length + i] = matrix[row * width + chosen[i]!]!;
  return out;
}
