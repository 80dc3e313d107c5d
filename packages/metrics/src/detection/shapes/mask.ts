// Masks to be detected, compared by IoU as COCO does: only where their boxes touch, and without making pixels.
import { boxToRle, measureRle, polygonsToRle, type Rle, RleError, rleRuns, type XywhBox } from "@refvlm/vision";
import { cocoFigures } from "../figure-list.js";
import { COCO_PARAMETERS } from "../parameters.js";
import type { PictureRecord } from "../picture-records.js";
import { type Place, shown } from "../place.js";
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
  field: "segmentation",
  parameters: COCO_PARAMETERS,
  figures: cocoFigures,
  truthReader: () => reader(false),
  detectionReader: () => reader(true),
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
          if (!touch(detections.box, d, shapes.box, t) || !detections.sameSize(d, shapes, t)) continue;
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

  /** Whether both are of one size; masks of two have nothing in common. */
  sameSize(i: number, other: MaskColumns, j: number): boolean {
    const [a, b] = [this.#sizes[i]!, other.#sizes[j]!];
    return a[0] === b[0] && a[1] === b[1];
  }

  runs(i: number): Int32Array {
    return rleRuns({ size: this.#sizes[i]!, counts: this.#counts[i]! });
  }
}

/** @param boxesServe a record that has a box only stands for the pixels of its box */
function reader(boxesServe: boolean): ShapeReader<MaskColumns> {
  const found = new MaskColumns();
  /** The first record says what areas are taken from, as pycocotools has it. */
  let boxed: boolean | undefined;
  return {
    add: (record, picture, place) => {
      const box = boxOf(record, place);
      boxed ??= box !== undefined;
      const masked = hasMask(record) || !box || !boxesServe;
      const mask = masked ? measureMask(record, picture, place, "segmentation") : pixelsOfBox(box, picture, place);
      found.push(mask);
      return box && (boxed || !masked) ? box[2] * box[3] : mask.area;
    },
    finish: () => found,
  };
}

/**
 * The mask in a record's `segmentation`.
 * @param missing the field to name when there is none
 * @throws MetricsError for a mask that is missing or none
 */
export function measureMask(record: ShapeRecord, picture: PictureRecord, place: Place, missing: string): MeasuredMask {
  const { segmentation } = record;
  if (!hasMask(record)) throw place.error(missing, "is missing");
  try {
    const rle = Array.isArray(segmentation) ? fromPolygons(segmentation, picture, place) : (segmentation as Rle);
    const [height, width] = sizeOf(rle);
    const differs = (side: unknown, own: number) => isSide(side) && side !== own;
    if (differs(picture.height, height) || differs(picture.width, width))
      place.remark(
        "segmentation",
        rle,
        `of size [${height}, ${width}], but picture ${shown(picture.id)} has [${picture.height}, ${picture.width}] (height, width): it overlaps no mask of another size`,
      );
    return { rle, ...measureRle(rle) };
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

/** Whether a record has a mask, good or bad. */
export function hasMask({ segmentation }: ShapeRecord): boolean {
  return segmentation !== undefined && segmentation !== null;
}

function pixelsOfBox(box: XywhBox, picture: PictureRecord, place: Place): MeasuredMask {
  place.remark("segmentation", undefined, "so the pixels of the box are taken for the mask");
  try {
    const rle = boxToRle(box, ...sidesOf(picture));
    return { rle, ...measureRle(rle) };
  } catch (error) {
    if (!(error instanceof RleError)) throw error;
    throw place.error("bbox", `cannot be used as a mask: ${error.message}`);
  }
}

/** Polygons as pycocotools draws them: an odd coordinate is left out, and fewer than three points cover nothing. */
function fromPolygons(polygons: readonly number[][], picture: PictureRecord, place: Place): Rle {
  const sides = sidesOf(picture);
  if (!polygons.every(Array.isArray) || polygons.length === 0 || polygons[0]!.length <= 4)
    return polygonsToRle(polygons, ...sides);
  const drawn = polygons.flatMap((polygon) => {
    if (polygon.length % 2 === 1)
      place.remark("segmentation", polygons, "with an odd number of coordinates: the last of them is left out");
    if (polygon.length >= 6) return [polygon.slice(0, polygon.length - (polygon.length % 2))];
    place.remark("segmentation", polygons, "with a polygon of fewer than three points, which covers nothing");
    return [];
  });
  return polygonsToRle(drawn, ...sides);
}

function sidesOf({ width, height }: PictureRecord): [width: number, height: number] {
  if (isSide(width) && isSide(height)) return [width!, height!];
  throw new RleError(
    `its picture's width and height are ${shown(width)} and ${shown(height)}, but pixels are drawn in a picture of known size`,
  );
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
