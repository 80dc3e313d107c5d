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
export const masks: ShapeKind<readonly MeasuredMask[]> = {
  parameters: COCO_PARAMETERS,
  figures: cocoFigures,
  truthReader: reader,
  detectionReader: reader,
  similarity: (detections, { shapes, crowd }) => {
    return (from, to, out) => {
      const truthRuns: (Int32Array | undefined)[] = [];
      out.fill(0, 0, from.length * to.length);
      for (let i = 0; i < from.length; i++) {
        const detection = detections[from[i]!]!;
        let runs: Int32Array | undefined;
        for (let j = 0; j < to.length; j++) {
          const truth = shapes[to[j]!]!;
          if (!touch(detection.box, truth.box)) continue;
          runs ??= rleRuns(detection.rle);
          const common = commonPixels(runs, (truthRuns[j] ??= rleRuns(truth.rle)));
          const union = crowd[to[j]!] === 1 ? detection.area : detection.area + truth.area - common;
          if (common > 0) out[i * to.length + j] = common / union;
        }
      }
    };
  },
};

function reader(): ShapeReader<readonly MeasuredMask[]> {
  const found: MeasuredMask[] = [];
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
    const measures = measureRle(rle);
    const [height, width] = rle.size;
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

function fromPolygons(polygons: readonly number[][], { width, height }: PictureRecord): Rle {
  if (width === undefined || height === undefined)
    throw new RleError("polygons need the width and height of their picture");
  return polygonsToRle(polygons, width, height);
}

function touch(a: XywhBox, b: XywhBox): boolean {
  return a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];
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
