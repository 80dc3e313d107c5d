// A box is right where its IoU with the true one is at least 0.5.
import { boxIou } from "@refvlm/vision";
import { FOUND, type UnitScore } from "./unit-score.js";

export const box: UnitScore<"box"> = {
  name: "box",
  similarity: (value, truth) => boxIou(value, truth.box!),
  gain: (iou) => (iou >= FOUND ? 1 : 0),
};
