// What every reader checks of an object before it is believed.
import { type Box, boxArea, clipBox, Mask, type Polygon, polygonArea, type Rle, RleError } from "@refvlm/vision";
import { z } from "zod";
import { RecordError } from "../../files/errors.js";

/** Where a record lies, for messages. */
export interface Place {
  readonly file: string;
  readonly record: string;
}

/** Pixels of the largest picture that is read, 16,384 squared: what claims more would only fill the memory. */
export const MOST_PIXELS = 1 << 28;

/** Width or height that a file says of a picture. */
export const sideSchema = z.int().positive().max(Math.sqrt(MOST_PIXELS));

/** How far a published box may reach over the edge, whatever its size: rounding, not a fault. Pixels. */
const SLACK = 2;

/**
 * A box [x1, y1, x2, y2] clipped to its picture, in which at least half of it lies.
 * @throws RecordError "wrong-box" for one that is not finite or has no area, "box-outside" for one that leaves the picture
 */
export function checkedBox(box: Box, width: number, height: number, { file, record }: Place): Box {
  const [x1, y1, x2, y2] = box;
  const shown = () => `box [${box.join(", ")}]`;
  if (!Number.isFinite(x2 - x1 + y2 - y1) || !(x1 < x2 && y1 < y2))
    throw new RecordError(file, record, "wrong-box", `${shown()} has no area`);
  const clipped = clipBox(box, width, height);
  const inside = clipped[0] < clipped[2] && clipped[1] < clipped[3];
  const near = x1 >= -SLACK && y1 >= -SLACK && x2 <= width + SLACK && y2 <= height + SLACK;
  if (inside && (near || 2 * boxArea(clipped) >= boxArea(box))) return clipped;
  const how = inside ? "lies mostly" : "lies";
  throw new RecordError(file, record, "box-outside", `${shown()} ${how} outside its picture of ${width} x ${height}`);
}

/** COCO's three forms of a mask: polygons, plain run lengths, compressed run lengths. */
export type CocoSegmentation = readonly Polygon[] | Rle;

/**
 * A mask in COCO's form; undefined where none is given (`[]`). Its pixels are made on first use.
 * @throws RecordError "wrong-polygon", "wrong-rle"; "empty-mask" for one without a pixel
 */
export function checkedMask(
  segmentation: CocoSegmentation,
  width: number,
  height: number,
  { file, record }: Place,
): Mask | undefined {
  if (!("counts" in segmentation) && segmentation.length === 0) return undefined;
  const mask = madeMask(segmentation, width, height, { file, record });
  if (surelyFilled(segmentation, width, height) || mask.area() > 0) return mask;
  throw new RecordError(file, record, "empty-mask", "its mask has no pixel");
}

function madeMask(segmentation: CocoSegmentation, width: number, height: number, { file, record }: Place): Mask {
  try {
    if (!("counts" in segmentation)) return Mask.fromPolygons(segmentation, width, height);
    const [h, w] = segmentation.size;
    if (h !== height || w !== width) throw new RleError(`the mask is ${w} x ${h}, its picture ${width} x ${height}`);
    return Mask.fromRle(segmentation);
  } catch (error) {
    if (!(error instanceof RleError)) throw error;
    const reason = "counts" in segmentation ? "wrong-rle" : "wrong-polygon";
    throw new RecordError(file, record, reason, error.message);
  }
}

/**
 * Whether a polygon covers a pixel, told without drawing it: it lies inside the picture, and is so much larger than its
 * outline is long that it holds a point more than two pixels from it.
 */
function surelyFilled(segmentation: CocoSegmentation, width: number, height: number): boolean {
  if ("counts" in segmentation) return false;
  return segmentation.some((polygon) => {
    let length = 0;
    for (let i = 0; i < polygon.length; i += 2) {
      const [x, y] = [polygon[i]!, polygon[i + 1]!];
      if (x < 0 || y < 0 || x > width || y > height) return false;
      length += Math.hypot(x - polygon.at(i - 2)!, y - polygon.at(i - 1)!);
    }
    return polygonArea(polygon) > 2 * length;
  });
}

/** The box around a mask as its file tells it: without drawing polygons. */
export function outlineBox(segmentation: CocoSegmentation, mask: Mask): Box {
  if ("counts" in segmentation) return mask.box();
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const polygon of segmentation)
    for (let i = 0; i < polygon.length; i += 2) {
      const [x, y] = [polygon[i]!, polygon[i + 1]!];
      if (x < box[0]) box[0] = x;
      if (x > box[2]) box[2] = x;
      if (y < box[1]) box[1] = y;
      if (y > box[3]) box[3] = y;
    }
  return box;
}
