// Boxes to be detected, compared by IoU as COCO does.
import { cocoBoxIou, type XywhBox } from "@refvlm/vision";
import { cocoFigures } from "../figure-list.js";
import { COCO_PARAMETERS } from "../parameters.js";
import { hullOfJoints } from "./keypoints.js";
import { hasMask, measureMask } from "./mask.js";
import { boxOf, type ShapeKind, type ShapeReader } from "./shape-kind.js";

/** Boxes as xywh in pixels. Detections without a box get the one around their mask, else around their joints. */
export const boxes: ShapeKind<readonly XywhBox[]> = {
  field: "bbox",
  parameters: COCO_PARAMETERS,
  figures: cocoFigures,
  truthReader: reader,
  detectionReader: reader,
  box: (shapes, i) => shapes[i]!,
  similarity: (detections, { shapes, crowd }) => {
    return (from, to, out) => {
      let at = 0;
      for (const d of from) for (const t of to) out[at++] = cocoBoxIou(detections[d]!, shapes[t]!, crowd[t] === 1);
    };
  },
};

function reader(): ShapeReader<readonly XywhBox[]> {
  const found: XywhBox[] = [];
  /** The first record says what areas are taken from, as pycocotools has it. */
  let boxed: boolean | undefined;
  return {
    add: (record, picture, place) => {
      const given = boxOf(record, place);
      boxed ??= given !== undefined;
      const { box, area } =
        given && (boxed || !hasMask(record))
          ? { box: given, area: given[2] * given[3] }
          : !hasMask(record) && record.keypoints !== undefined
            ? hullOfJoints(place.numbers(record, "keypoints"))
            : measureMask(record, picture, place, "bbox");
      found.push(given ?? box);
      return area;
    },
    finish: () => found,
  };
}
