// Masks to be detected, compared by IoU as COCO does: only where their boxes touch, and without making pixels.
import { measureRle, polygonsToRle, type Rle, RleError, rleRuns, type XywhBox } from "@refvlm/vision";
import { cocoFigures } from "../figure-list.js";
import { COCO_PARAMETERS } from "../parameters.js";
import type { PictureRecord } from "../picture-records.js";
import type { Place } from "../place.js";
import { boxOf, type ShapeKind, type ShapeReader, type ShapeRecord } from "./shape-kind.js";

/** A mask with what is asked of it often. */
interface MeasuredMask {
  readonly rle: Rle;
  /** Pixels. */
  readonly area: number;
  /** The smallest box around it. */
  readonly box: XywhBox;
}

/** Masks: run lengths (compressed or plain) or polygons. */
export const masks: ShapeKind<MaskColumns> = {
  parameters: COCO_PARAMETERS,
  figures: cocoFigures,
  truthReader: reader,
  detectionReader: reader,
  box: ({ box }, i) => [box[4 * i]!, box[4 * i + 1]!, box[4 * i + 2]!, box[4 * i + 3]!],
  similarity: (detections, { shapes, crowd }) => {
    return (from, to, out) => {
      const truthRuns: (Int32Array | undefined)[] = [];
      out.fill(0, 0, from.length * to.length);
      for (let i = 0; i < from.length; i++) {
        const d = from[i]!;
        let runs: Int32Array | undefined;
        for (let j = 0; j < to.length; j++) {
          const t = to[j]!;
          if (!touch(detections.box, d, shapes.box, t)) continue;
          runs ??= detections.runs(d);
          const common = commonPixels(runs, (truthRuns[j] ??= shapes.runs(t)));
          const union = crowd[t] === 1 ? detections.area[d]! : detections.area[d]! + shapes.area[t]! - common;
          if (common > 0) out[i * to.length + j] = common / union;
        }
      }
    };
  },
};

/** Masks in columns: there are so many that an object for each would weigh more than they do. */
class MaskColumns {
  readonly area: number[] = [];
  /** x, y, width and height of each in turn. */
  readonly box: number[] = [];
  readonly #counts: Rle["counts"][] = [];
  readonly #sizes: Rle["size"][] = [];

  push({ rle: { size, counts }, area, box: [x, y, width, height] }: MeasuredMask): void {
    this.area.push(area);
    this.box.push(x, y, width, height);
    this.#counts.push(counts);
    const last = this.#sizes.at(-1);
    this.#sizes.push(last?.[0] === size[0] && last[1] === size[1] ? last : size);
  }

  runs(i: number): Int32Array {
    return rleRuns({ size: this.#sizes[i]!, counts: this.#counts[i]! });
  }
}

function reader(): ShapeReader<MaskColumns> {
  const found = new MaskColumns();
  return {
    add: (record, picture, place) => {
      const mask = measureMask(record, picture, place, "segmentation");
      found.push(mask);
      const box = boxOf(record, place);
      return box ? box[2] * box[3] : mask.area;
    },
    finish: () => found,
  };
}

/**
 * The mask in a record's `segmentation`.
 * @param missing the field to name when there is none
 * @throws MetricsError for a mask that is missing, none, or of another size than its picture
 */
export function measureMask(record: ShapeRecord, picture: PictureRecord, place: Place, missing: string): MeasuredMask {
  const { segmentation } = record;
  if (segmentation === undefined) throw place.error(missing, "is missing");
  try {
    const rle = Array.isArray(segmentation) ? fromPolygons(segmentation, picture) : (segmentation as Rle);
    const [height, width] = sizeOf(rle);
    const measures = measureRle(rle);
    if ((picture.height ?? height) !== height || (picture.width ?? width) !== width)
      throw new RleError(
        `it has size [${height}, ${width}], but picture ${picture.id} has [${picture.height}, ${picture.width}] (height, width)`,
      );
    return { rle, ...measures };
  } catch (error) {
    const problem = error instanceof RleError ? error.message : "it is neither run lengths {size, counts} nor polygons";
    throw place.error("segmentation", `cannot be used: ${problem}`);
  }
}

function sizeOf({ size }: Rle): Rle["size"] {
  if (Array.isArray(size) && size.length === 2 && isSide(size[0]) && isSide(size[1])) return size as Rle["size"];
  throw new RleError(`its size is ${JSON.stringify(size)}, not [height, width] in pixels`);
}

function isSide(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0;
}

function fromPolygons(polygons: readonly number[][], { width, height }: PictureRecord): Rle {
  if (!width || !height) throw new RleError("polygons need the width and height of their picture");
  return polygonsToRle(polygons, width, height);
}

/** Whether two boxes of columns overlap. */
function touch(a: readonly number[], atA: number, b: readonly number[], atB: number): boolean {
  const [i, j] = [4 * atA, 4 * atB];
  return (
    a[i]! < b[j]! + b[j + 2]! &&
    b[j]! < a[i]! + a[i + 2]! &&
    a[i + 1]! < b[j + 1]! + b[j + 3]! &&
    b[j + 1]! < a[i + 1]! + a[i + 3]!
  );
}

/** Pixels in both of two masks of one size, given as runs. */
function commonPixels(a: Int32Array, b: Int32Array): number {
  let common = 0;
  let [i, j] = [1, 1];
  let [startA, startB] = [a[0]!, b[0]!];
  while (i < a.length && j < b.length) {
    const [endA, endB] = [startA + a[i]!, startB + b[j]!];
    const step = Math.min(endA, endB) - Math.max(startA, startB);
    if (step > 0) common += step;
    if (endA <= endB) {
      startA = endA + (a[i + 1] ?? 0);
      i += 2;
    }
    if (endB <= endA) {
      startB = endB + (b[j + 1] ?? 0);
      j += 2;
    }
  }
  return common;
}
