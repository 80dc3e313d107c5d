// The evaluation of detections: every figure and curve, of all pictures or any resample, from matches made once.
import type { Evaluation, Figures } from "../evaluation.js";
import type { RecordId } from "../record-id.js";
import type { Figure } from "./figure-list.js";
import type { MatchedClass } from "./matching.js";
import { PictureMatches } from "./one-picture.js";
import type { Parameters } from "./parameters.js";
import type { CategoryRecord } from "./picture-records.js";
import { CurveTracer } from "./precision-recall.js";

/** Figures of one category over all thresholds and recalls, for all areas and the most detections. */
export interface CategoryFigures {
  readonly AP: number;
  readonly AP50: number;
  readonly AR: number;
}

/** COCO's arrays, row-major; -1 where a category has no truth. */
export interface CurveArrays {
  /** Lengths of the axes: thresholds, recalls, classes, areas, maxima of detections. */
  readonly counts: readonly [T: number, R: number, K: number, A: number, M: number];
  /** [T, R, K, A, M]. */
  readonly precision: Float64Array;
  /** [T, R, K, A, M]: score of the detection with which the recall is reached. */
  readonly scores: Float64Array;
  /** [T, K, A, M]: the recall that is reached in the end. */
  readonly recall: Float64Array;
}

/** Detections matched once; figures of all pictures, or of any resample of them, are counted from the matches. */
export class DetectionEvaluation implements Evaluation {
  readonly size: number;
  readonly #tracer: CurveTracer;
  #pictures: PictureMatches | undefined;

  constructor(
    private readonly matched: readonly MatchedClass[],
    /** Ids of the samples. */
    readonly pictureIds: readonly RecordId[],
    /** Ids -1 stands for all together. */
    readonly classes: readonly CategoryRecord[],
    readonly parameters: Parameters,
    private readonly list: readonly Figure[],
  ) {
    this.size = pictureIds.length;
    this.#tracer = new CurveTracer(
      parameters.recalls,
      parameters.thresholds.length,
      Math.max(0, ...matched.map(({ rank }) => rank.length)),
    );
  }

  figures(samples?: Uint32Array): Figures {
    const weights = this.#weights(samples);
    const tables = new Map<string, MeanTable>();
    return Object.fromEntries(
      this.list.map((figure) => {
        const key = `${figure.area} ${figure.maxDetections}`;
        let table = tables.get(key);
        if (!table) tables.set(key, (table = this.#table(figure, weights)));
        return [figure.name, this.#mean(figure, table)];
      }),
    );
  }

  /** The figures of one picture, without a walk over the others. */
  alone(sample: number): Figures {
    this.#pictures ??= new PictureMatches(this.matched, this.size);
    const present = this.#pictures.of(sample);
    const matched = present.map((each) => each.matched);
    const classes = present.map((each) => this.classes[each.class]!);
    return new DetectionEvaluation(matched, [this.pictureIds[sample]!], classes, this.parameters, this.list).figures();
  }

  /** Figures of each class by its id; NaN for one without truth. */
  perCategory(): Map<RecordId, CategoryFigures> {
    const { areas, maxDetections, thresholds } = this.parameters;
    const table = this.#table({ area: Object.keys(areas)[0]!, maxDetections: maxDetections.at(-1)! }, this.#weights());
    const half = thresholds.indexOf(0.5);
    return new Map(
      this.classes.map(({ id }, k) => [
        id,
        {
          AP: mean(table.precision[k]!),
          AP50: half < 0 ? Number.NaN : table.precision[k]![half]!,
          AR: mean(table.recall[k]!),
        },
      ]),
    );
  }

  /** Every curve: precision and scores over recalls. */
  curves(): CurveArrays {
    const { thresholds, recalls, areas, maxDetections } = this.parameters;
    const counts = [
      thresholds.length,
      recalls.length,
      this.matched.length,
      Object.keys(areas).length,
      maxDetections.length,
    ] as const;
    const [T, R, K, A, M] = counts;
    const precision = new Float64Array(T * R * K * A * M).fill(-1);
    const scores = precision.slice();
    const recall = new Float64Array(T * K * A * M).fill(-1);
    const weights = this.#weights();
    this.matched.forEach((matched, k) => {
      for (let a = 0; a < A; a++) {
        const wanted = wantedTruths(matched, a, weights);
        if (wanted === 0) continue;
        for (let m = 0; m < M; m++) {
          let t = 0;
          for (const reached of this.#tracer.trace(
            matched,
            { area: a, maxDetections: maxDetections[m]!, wanted },
            weights,
          )) {
            recall[((t * K + k) * A + a) * M + m] = reached;
            for (let r = 0; r < R; r++) {
              const at = (((t * R + r) * K + k) * A + a) * M + m;
              precision[at] = this.#tracer.precision[r]!;
              scores[at] = this.#tracer.score[r]!;
            }
            t++;
          }
        }
      }
    });
    return { counts, precision, scores, recall };
  }

  #weights(samples?: Uint32Array): Uint32Array {
    if (!samples) return new Uint32Array(this.size).fill(1);
    const weights = new Uint32Array(this.size);
    for (const sample of samples) weights[sample]!++;
    return weights;
  }

  #table({ area, maxDetections }: Pick<Figure, "area" | "maxDetections">, weights: Uint32Array): MeanTable {
    const thresholds = this.parameters.thresholds.length;
    const a = Object.keys(this.parameters.areas).indexOf(area);
    const table: MeanTable = { precision: [], recall: [] };
    for (const matched of this.matched) {
      const wanted = wantedTruths(matched, a, weights);
      const precision = new Float64Array(thresholds).fill(Number.NaN);
      const recall = precision.slice();
      if (wanted > 0) {
        let t = 0;
        for (const reached of this.#tracer.trace(matched, { area: a, maxDetections, wanted }, weights)) {
          recall[t] = reached;
          precision[t++] = mean(this.#tracer.precision);
        }
      }
      table.precision.push(precision);
      table.recall.push(recall);
    }
    return table;
  }

  #mean({ measure, threshold, frequency }: Figure, table: MeanTable): number {
    const values: number[] = [];
    const only = threshold === undefined ? -1 : this.parameters.thresholds.indexOf(threshold);
    if (threshold !== undefined && only < 0) return Number.NaN;
    table[measure].forEach((row, k) => {
      const value = only < 0 ? mean(row) : row[only]!;
      if (!Number.isNaN(value) && (!frequency || this.classes[k]!.frequency === frequency)) values.push(value);
    });
    return mean(values);
  }
}

/** Of each class: mean precision over recalls, and recall, at each threshold; NaN for a class without truth. */
interface MeanTable {
  readonly precision: Float64Array[];
  readonly recall: Float64Array[];
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Truths of a class to be found in an area range. */
function wantedTruths({ truthPicture, wanted }: MatchedClass, area: number, weights: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < truthPicture.length; i++)
    if (wanted[area * truthPicture.length + i]) count += weights[truthPicture[i]!]!;
  return count;
}
