// A mask earns its IoU with the true one.
import type { UnitScore } from "./unit-score.js";

export const mask: UnitScore<"mask"> = {
  name: "mask",
  similarity: (value, truth) => value.iou(truth.mask!),
  gain: (iou) => iou,
};
