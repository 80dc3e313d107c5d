// What every reader checks of an object before it is believed.
import { type Box, Mask, type Polygon, type Rle, RleError } from "@refvlm/vision";
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

/** How far a published box may reach over the edge: rounding, not a fault. Pixels. */
const SLACK = 2;

/**
 * A box [x1, y1, x2, y2] clipped to its picture.
 * @throws RecordError "wrong-box" for one that is not finite or has no area, "box-outside" for one that leaves the picture
 */
export function checkedBox([x1, y1, x2, y2]: Box, width: number, height: number, { file, record }: Place): Box {
  const shown = () => `box [${[x1, y1, x2, y2].join(", ")}]`;
  if (!Number.isFinite(x2 - x1 + y2 - y1) || !(x1 < x2 && y1 < y2))
    throw new RecordError(file, record, "wrong-box", `${shown()} has no area`);
  if (x1 < -SLACK || y1 < -SLACK || x2 > width + SLACK || y2 > height + SLACK)
    throw new RecordError(file, record, "box-outside", `${shown()} leaves its picture of ${width} x ${height}`);
  const clipped: Box = [Math.max(x1, 0), Math.max(y1, 0), Math.min(x2, width), Math.min(y2, height)];
  if (!(clipped[0] < clipped[2] && clipped[1] < clipped[3]))
    throw new RecordError(file, record, "box-outside", `${shown()} lies outside its picture of ${width} x ${height}`);
  return clipped;
}

/** COCO's three forms of a mask: polygons, plain run lengths, compressed run lengths. */
export type CocoSegmentation = readonly Polygon[] | Rle;

/**
 * A mask in COCO's form; undefined where none is given (`[]`). Its pixels are made on first use.
 * @throws RecordError "wrong-polygon", "wrong-rle"
 */
export function checkedMask(
  segmentation: CocoSegmentation,
  width: number,
  height: number,
  { file, record }: Place,
): Mask | undefined {
  try {
    if ("counts" in segmentation) {
      const [h, w] = segmentation.size;
      if (h !== height || w !== width) throw new RleError(`the mask is ${w} x ${h}, its picture ${width} x ${height}`);
      return Mask.fromRle(segmentation);
    }
    return segmentation.length === 0 ? undefined : Mask.fromPolygons(segmentation, width, height);
  } catch (error) {
    if (!(error instanceof RleError)) throw error;
    const reason = "counts" in segmentation ? "wrong-rle" : "wrong-polygon";
    throw new RecordError(file, record, reason, error.message);
  }
}
