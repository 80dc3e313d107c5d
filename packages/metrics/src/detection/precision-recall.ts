// Precision over recall of one class, as COCO's accumulate gives it, with pictures counted as often as a resample holds them.
import { type MatchedClass, RIGHT, WRONG } from "./matching.js";

/** Which outcomes of a class make its curves. */
export interface CurveChoice {
  /** Index of the area range. */
  readonly area: number;
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
  /** Of each class: see {@link contestedOf}. */
  readonly #contested = new WeakMap<MatchedClass, Uint32Array[]>();
  /** Of each contested detection: how often it counts, and how many wrong ones that are not contested stand before it. */
  readonly #weight: Float64Array;
  readonly #wrongBefore: Float64Array;
  readonly #hitCount: Float64Array;
  readonly #hitPrecision: Float64Array;
  readonly #hitRow: Uint32Array;

  /** @param recalls ascending; @param longest length of the longest class to be traced */
  constructor(
    readonly recalls: readonly number[],
    readonly thresholds: number,
    longest: number,
  ) {
    this.precision = new Float64Array(recalls.length);
    this.score = new Float64Array(recalls.length);
    this.#weight = new Float64Array(longest);
    this.#wrongBefore = new Float64Array(longest);
    this.#hitCount = new Float64Array(longest);
    this.#hitPrecision = new Float64Array(longest);
    this.#hitRow = new Uint32Array(longest);
  }

  /**
   * Goes through the curves of all thresholds; at each step `precision` and `score` are those of the next one.
   * @param weights how often each picture counts
   * @yields the recall in the end
   */
  *trace(matched: MatchedClass, { area, maxDetections, wanted }: CurveChoice, weights: Uint32Array): Generator<number> {
    const contested = this.#contestedOf(matched)[area] ?? new Uint32Array(0); // a class without detections has none
    const first = this.#countUncontested(matched, contested, area * this.thresholds, maxDetections, weights);
    const topScore = first < 0 ? 0 : matched.score[first]!;
    for (let t = 0; t < this.thresholds; t++) {
      const hits = this.#findHits(matched, contested, area * this.thresholds + t);
      this.#readAtRecalls(matched.score, hits, wanted, topScore);
      yield hits === 0 ? 0 : this.#hitCount[hits - 1]! / wanted;
    }
  }

  #contestedOf(matched: MatchedClass): Uint32Array[] {
    let contested = this.#contested.get(matched);
    if (!contested) this.#contested.set(matched, (contested = contestedOf(matched, this.thresholds)));
    return contested;
  }

  /** Fills `#weight` and `#wrongBefore`. @returns the first detection that counts, -1 when there is none */
  #countUncontested(
    { picture, rank, outcome }: MatchedClass,
    contested: Uint32Array,
    row: number,
    maxDetections: number,
    weights: Uint32Array,
  ): number {
    const size = rank.length;
    let [first, wrong, next] = [-1, 0, 0];
    for (let i = 0; i < size; i++) {
      const weight = rank[i]! < maxDetections ? weights[picture[i]!]! : 0;
      if (first < 0 && weight > 0) first = i;
      if (contested[next] === i) {
        this.#weight[next] = weight;
        this.#wrongBefore[next++] = wrong;
      } else if (outcome[row * size + i] === WRONG) wrong += weight;
    }
    return first;
  }

  /** Fills the count, precision and place of each right detection. @returns how many there are */
  #findHits({ rank, outcome }: MatchedClass, contested: Uint32Array, row: number): number {
    const [weights, wrongBefore] = [this.#weight, this.#wrongBefore];
    const base = row * rank.length;
    let [right, wrong, hits] = [0, 0, 0];
    for (let c = 0; c < contested.length; c++) {
      const weight = weights[c]!;
      if (weight === 0) continue;
      const became = outcome[base + contested[c]!]!;
      if (became === RIGHT) {
        right += weight;
        this.#hitCount[hits] = right;
        this.#hitPrecision[hits] = right / (wrongBefore[c]! + wrong + right + Number.EPSILON);
        this.#hitRow[hits++] = contested[c]!;
      } else if (became === WRONG) wrong += weight;
    }
    return hits;
  }

  #readAtRecalls(scores: Float64Array, hits: number, wanted: number, topScore: number): void {
    const [hitCount, hitPrecision] = [this.#hitCount, this.#hitPrecision];
    for (let hit = hits - 2; hit >= 0; hit--)
      if (hitPrecision[hit + 1]! > hitPrecision[hit]!) hitPrecision[hit] = hitPrecision[hit + 1]!;
    for (let r = 0, hit = 0; r < this.recalls.length; r++) {
      const recall = this.recalls[r]!;
      while (hit < hits && hitCount[hit]! / wanted < recall) hit++;
      this.precision[r] = hit < hits ? hitPrecision[hit]! : 0;
      // A recall of 0 is reached with the very first detection, right or not.
      if (recall <= 0) this.score[r] = topScore;
      else this.score[r] = hit < hits ? scores[this.#hitRow[hit]!]! : 0;
    }
  }
}

/**
 * Of each area range the detections, ascending, that are right at some threshold or do not become the same at all of
 * them. They are few; the others are counted once for all thresholds.
 */
function contestedOf({ rank, outcome }: MatchedClass, thresholds: number): Uint32Array[] {
  const size = rank.length;
  const areas = size === 0 ? 0 : outcome.length / size / thresholds;
  return Array.from({ length: areas }, (_, area) => {
    const first = area * thresholds * size;
    const contested: number[] = [];
    for (let i = 0; i < size; i++) {
      const became = outcome[first + i]!;
      let same = became !== RIGHT;
      for (let t = 1; t < thresholds && same; t++) same = outcome[first + t * size + i] === became;
      if (!same) contested.push(i);
    }
    return Uint32Array.from(contested);
  });
}
