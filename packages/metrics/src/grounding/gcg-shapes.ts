// What grounded conversations can be grounded in: masks, as GLaMM's are, or boxes.
import { type Box, boxArea, boxIou, type Rle, rleArea, rleIou, xyxyToXywh } from "@refvlm/vision";
import { detectionsFrom, truthsFrom } from "../detection/coco-json.js";
import type { DetectionEvaluation } from "../detection/detection-evaluation.js";
import { evaluateDetections } from "../detection/evaluate.js";
import { boxes } from "../detection/shapes/box.js";
import { masks } from "../detection/shapes/mask.js";
import type { ShapeKind } from "../detection/shapes/shape-kind.js";
import { MetricsError } from "../evaluation.js";
import { checked } from "./overlap.js";

/** The average precision of one kind of shape. */
const detectionOf =
  <C>(kind: ShapeKind<C>) =>
  (truth: object, results: readonly object[], lists: { truth: string; answers: string }): DetectionEvaluation => {
    const truths = truthsFrom(truth, kind, lists.truth);
    return evaluateDetections(truths, detectionsFrom(results, truths, lists.answers));
  };

interface Size {
  readonly width: number;
  readonly height: number;
}

/** How shapes of one kind are compared. */
export interface GcgShape<S> {
  /** Measures detections against truths, both as COCO's files hold them. */
  readonly detect: ReturnType<typeof detectionOf>;
  /**
   * The fields of an annotation.
   * @throws MetricsError that begins with `place` and the number of the shape for one that does not fit its picture
   */
  record(shape: S, picture: Size, place: string, index: number): { area: number; segmentation?: Rle; bbox?: unknown };
  /** 0..1. */
  iou(a: S, b: S): number;
}

export const gcgMasks: GcgShape<Rle> = {
  detect: detectionOf(masks),
  iou: rleIou,
  record(mask, { width, height }, picture, index) {
    const place = `${picture}, mask ${index + 1}`;
    const [rows, columns] = mask.size;
    if (rows !== height || columns !== width)
      throw new MetricsError(
        `${place}: size [${rows}, ${columns}], but the picture has [${height}, ${width}] (height, width); give masks of its size`,
      );
    return { segmentation: mask, area: checked(place, () => rleArea(mask)) };
  },
};

export const gcgBoxes: GcgShape<Box> = {
  detect: detectionOf(boxes),
  iou: boxIou,
  record: (box) => ({ bbox: xyxyToXywh(box), area: boxArea(box) }),
};
