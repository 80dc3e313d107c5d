// Precision over recall of one class, as COCO's accumulate gives it, with pictures counted as often as a resample holds them.
import { IGNORED, type MatchedClass, RIGHT } from "./matching.js";

/** Which outcomes of a class make a curve. */
export interface CurveChoice {
  /** Row of outcomes: area range x thresholds + threshold. */
  readonly row: number;
  /** Detections of a picture that count, those of the highest scores. */
  readonly maxDetections: number;
  /** Truths to be found. */
  readonly wanted: number;
}

/** Draws one curve after another; keeps its working memory between them. */
export class CurveTracer {
  /** Precision at each recall: the highest at this or a greater recall, 0 where that recall is not reached. */
  readonly precision: Float64Array;
  /** Score of the detection with which each recall is reached, 0 where it is not. */
  readonly score: Float64Array;
  readonly #hitCount: Float64Array;
  readonly #hitPrecision: Float64Array;
  readonly #hitRow: Uint32Array;

  /** @param recalls ascending; @param longest length of the longest class to be traced */
  constructor(
    readonly recalls: readonly number[],
    longest: number,
  ) {
    this.precision = new Float64Array(recalls.length);
    this.score = new Float64Array(recalls.length);
    this.#hitCount = new Float64Array(longest);
    this.#hitPrecision = new Float64Array(longest);
    this.#hitRow = new Uint32Array(longest);
  }

  /** Fills `precision` and `score`. @param weights how often each picture counts @returns the recall in the end */
  trace(
    { picture, rank, score, outcome }: MatchedClass,
    { row, maxDetections, wanted }: CurveChoice,
    weights: Uint32Array,
  ): number {
    const [hitCount, hitPrecision, hitRow] = [this.#hitCount, this.#hitPrecision, this.#hitRow];
    const size = rank.length;
    const base = row * size;
    let [right, wrong, hits, first] = [0, 0, 0, -1];
    for (let i = 0; i < size; i++) {
      const weight = weights[picture[i]!]!;
      if (rank[i]! >= maxDetections || weight === 0) continue;
      if (first < 0) first = i;
      const became = outcome[base + i]!;
      if (became === RIGHT) {
        right += weight;
        hitCount[hits] = right;
        hitPrecision[hits] = right / (wrong + right + Number.EPSILON);
        hitRow[hits++] = i;
      } else if (became !== IGNORED) wrong += weight;
    }
    for (let hit = hits - 2; hit >= 0; hit--)
      if (hitPrecision[hit + 1]! > hitPrecision[hit]!) hitPrecision[hit] = hitPrecision[hit + 1]!;
    for (let r = 0, hit = 0; r < this.recalls.length; r++) {
      const recall = this.recalls[r]!;
      while (hit < hits && hitCount[hit]! / wanted < recall) hit++;
      this.precision[r] = hit < hits ? hitPrecision[hit]! : 0;
      // A recall of 0 is reached with the very first detection, right or not.
      if (recall <= 0) this.score[r] = first < 0 ? 0 : score[first]!;
      else this.score[r] = hit < hits ? score[hitRow[hit]!]! : 0;
    }
    return right / wanted;
  }
}
