// Joints earn their OKS with the true ones, whose size is the area of the mask, else of the box (COCO's similarity).
import { COCO_SIGMAS, keypointSimilarity } from "@refvlm/metrics";
import { boxArea, xyxyToXywh } from "@refvlm/vision";
import type { UnitScore } from "./unit-score.js";

export const keypoint: UnitScore<"keypoint"> = {
  name: "keypoint",
  similarity: (joints, { keypoint, box, mask }) =>
    keypointSimilarity(
      joints.flat(),
      { joints: keypoint!.flat(), box: xyxyToXywh(box!) },
      mask?.area() ?? boxArea(box!),
      COCO_SIGMAS,
    ),
  gain: (oks) => oks,
};
