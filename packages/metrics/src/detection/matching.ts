// Which detections are right: each, by falling score, takes the most similar truth that is left (COCO's evaluateImg).
import { bestOfEachPicture, endOfGroup, groupBy, sortByScore } from "./grouping.js";
import type { Parameters } from "./parameters.js";
import type { Similarity } from "./shapes/shape-kind.js";
import type { Detections, Truths } from "./tables.js";

/** What became of a detection at one threshold and area range. */
export const WRONG = 0;
export const RIGHT = 1;
/** It matched an ignored truth, or matched none and lies outside the range of areas: neither right nor wrong. */
export const IGNORED = 2;

/** The detections of one class in all pictures by falling score, matched at every threshold and area range. */
export interface MatchedClass {
  /** Of each detection: the place of its picture, its rank by score in it (0 is the best), and its score. */
  readonly picture: Int32Array;
  readonly rank: Int32Array;
  readonly score: Float64Array;
  /** What became of them [areas, thresholds, detections]. */
  readonly outcome: Uint8Array;
  /** Of each truth: the place of its picture, and whether it is to be found [areas, truths]. */
  readonly truthPicture: Int32Array;
  readonly wanted: Uint8Array;
}

export interface MatchingTask<S> {
  readonly truths: Truths<S>;
  readonly detections: Detections<S>;
  readonly parameters: Parameters;
  /** Detections and truths that take part, by index, in the order that decides between equal scores. */
  readonly detected: Uint32Array;
  readonly annotated: Uint32Array;
  /** The class of each category. */
  readonly classOf: Int32Array;
  readonly classes: number;
  /** The place of each picture among the samples. */
  readonly placeOf: Int32Array;
  /** A detection that matches nothing is ignored, not wrong. */
  readonly forgiven?: (detection: number) => boolean;
}

/** Matches class by class; the result has one entry a class. */
export function matchClasses<S>(task: MatchingTask<S>): MatchedClass[] {
  const { truths, detections } = task;
  const similarity = truths.kind.similarity(detections.shapes, truths);
  const detected = split(task, task.detected, detections);
  const annotated = split(task, task.annotated, truths);
  return detected.map((own, k) => matchClass(task, own, annotated[k]!, similarity));
}

/** The items of each class, grouped by picture; inside a picture category by category, then in their order. */
function split<S>(
  { truths, classOf, classes }: MatchingTask<S>,
  items: Uint32Array,
  { picture, category }: { picture: Int32Array; category: Int32Array },
): Uint32Array[] {
  const byCategory = groupBy(items, category, truths.categories.length);
  const byPicture = groupBy(byCategory, picture, truths.pictures.length);
  const classKeys = category.map((index) => classOf[index]!);
  const ordered = groupBy(byPicture, classKeys, classes);
  const parts: Uint32Array[] = [];
  for (let k = 0, start = 0; k < classes; k++) {
    let end = start;
    while (end < ordered.length && classKeys[ordered[end]!] === k) end++;
    parts.push(ordered.subarray(start, end));
    start = end;
  }
  return parts;
}

/** @param own detections of the class, grouped by picture; @param annotated its truths, likewise */
function matchClass<S>(
  task: MatchingTask<S>,
  own: Uint32Array,
  annotated: Uint32Array,
  similarity: Similarity,
): MatchedClass {
  const { truths, detections, parameters, placeOf } = task;
  const most = parameters.maxDetections.at(-1)!;
  const { kept, rank } = bestOfEachPicture(own, detections, most);
  const order = sortByScore(
    Uint32Array.from(kept.keys()),
    Float64Array.from(kept, (d) => detections.score[d]!),
  );
  const rowOf = new Uint32Array(kept.length); // where each kept detection stands by score in the whole class
  order.forEach((at, row) => {
    rowOf[at] = row;
  });
  const ranges = Object.values(parameters.areas);
  const size = kept.length;
  const matched: MatchedClass = {
    picture: Int32Array.from(order, (at) => placeOf[detections.picture[kept[at]!]!]!),
    rank: Int32Array.from(order, (at) => rank[at]!),
    score: Float64Array.from(order, (at) => detections.score[kept[at]!]!),
    outcome: unmatched(task, order, kept),
    truthPicture: Int32Array.from(annotated, (t) => placeOf[truths.picture[t]!]!),
    wanted: new Uint8Array(ranges.length * annotated.length),
  };
  ranges.forEach(([smallest, largest], a) => {
    annotated.forEach((t, i) => {
      const inRange = truths.area[t]! >= smallest && truths.area[t]! <= largest;
      matched.wanted[a * annotated.length + i] = inRange && truths.ignored[t] === 0 ? 1 : 0;
    });
  });

  const pictureScratch = { similarities: new Float64Array(0), taken: new Uint8Array(0) };
  for (let d = 0, t = 0; t < annotated.length; ) {
    const picture = truths.picture[annotated[t]!]!;
    const truthEnd = endOfGroup(annotated, truths.picture, t);
    while (d < size && detections.picture[kept[d]!]! < picture) d++;
    if (d < size && detections.picture[kept[d]!] === picture) {
      const end = endOfGroup(kept, detections.picture, d);
      matchPicture(task, matched, {
        kept: kept.subarray(d, end),
        rows: rowOf.subarray(d, end),
        truths: annotated.subarray(t, truthEnd),
        firstTruth: t,
        similarity,
        ...grown(pictureScratch, (end - d) * (truthEnd - t), truthEnd - t),
      });
      d = end;
    }
    t = truthEnd;
  }
  return matched;
}

/** Outcomes before anything is matched: wrong, or ignored where the area is out of range. */
function unmatched<S>({ detections, parameters, forgiven }: MatchingTask<S>, order: Uint32Array, kept: Uint32Array) {
  const size = order.length;
  const thresholds = parameters.thresholds.length;
  const ranges = Object.values(parameters.areas);
  const outcome = new Uint8Array(ranges.length * thresholds * size);
  ranges.forEach(([smallest, largest], a) => {
    const first = a * thresholds * size;
    for (let row = 0; row < size; row++) {
      const d = kept[order[row]!]!;
      if (detections.area[d]! < smallest || detections.area[d]! > largest || forgiven?.(d))
        outcome[first + row] = IGNORED;
    }
    for (let t = 1; t < thresholds; t++) outcome.copyWithin(first + t * size, first, first + size);
  });
  return outcome;
}

interface PictureGroup {
  readonly kept: Uint32Array;
  readonly rows: Uint32Array;
  readonly truths: Uint32Array;
  /** Place of the first of these truths among those of the class. */
  readonly firstTruth: number;
  readonly similarity: Similarity;
  readonly similarities: Float64Array;
  readonly taken: Uint8Array;
}

/** Matches one picture's detections of a class, best first, at every area range and threshold. */
function matchPicture<S>(
  task: MatchingTask<S>,
  { outcome, wanted, rank, truthPicture }: MatchedClass,
  group: PictureGroup,
): void {
  const { thresholds, areas } = task.parameters;
  const { crowd } = task.truths;
  const { kept, rows, truths, similarities, taken } = group;
  group.similarity(kept, truths, similarities);
  const size = rank.length;
  const order = new Uint32Array(truths.length);
  for (let a = 0; a < Object.keys(areas).length; a++) {
    // Truths to be found come first: an ignored one is taken only where none of them can be.
    const base = a * truthPicture.length + group.firstTruth;
    let counted = 0;
    for (let t = 0; t < truths.length; t++) if (wanted[base + t]) order[counted++] = t;
    for (let t = 0, at = counted; t < truths.length; t++) if (!wanted[base + t]) order[at++] = t;
    for (let threshold = 0; threshold < thresholds.length; threshold++) {
      const needed = Math.min(thresholds[threshold]!, 1 - 1e-10);
      const first = (a * thresholds.length + threshold) * size;
      taken.fill(0, 0, truths.length);
      for (let d = 0; d < kept.length; d++) {
        let best = -1;
        let highest = needed;
        for (let i = 0; i < truths.length; i++) {
          if (i === counted && best >= 0) break;
          const t = order[i]!;
          if (taken[t] && !crowd[truths[t]!]) continue;
          const similar = similarities[d * truths.length + t]!;
          if (similar < highest) continue;
          highest = similar;
          best = t;
        }
        if (best < 0) continue;
        taken[best] = 1;
        outcome[first + rows[d]!] = wanted[base + best] ? RIGHT : IGNORED;
      }
    }
  }
}

/** The scratch with room for so many pairs and truths. */
function grown(scratch: { similarities: Float64Array; taken: Uint8Array }, pairs: number, truths: number) {
  if (scratch.similarities.length < pairs) scratch.similarities = new Float64Array(2 * pairs);
  if (scratch.taken.length < truths) scratch.taken = new Uint8Array(2 * truths);
  return scratch;
}
