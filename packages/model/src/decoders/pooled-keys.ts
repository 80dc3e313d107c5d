// What all proposals of one object say of its name together: their keys, pooled. Single cells of a small thing see too
// little of it, and what is pooled in training is what a list of proposals pools when it is asked.
import { indices, noGrad, type Tensor } from "@refvlm/torch";
import { cornersOf, iouOf } from "../boxes.js";
import { unitVectors } from "../layers/unit-vectors.js";
import type { DenseProposals } from "./proposals.js";

/** Proposals that overlap an object more than this are its own. */
const SAME_OBJECT_IOU = 0.5;

/**
 * The mean of the keys of each object's proposals, weighted by objectness and brought to length 1. Its proposals are those
 * whose boxes overlap its box by more than half, or else the one that overlaps it most.
 * @param pictures row of the proposals that each object is in
 * @param boxes of the objects, cxcywh on the padded square, [O, 4]
 * @returns [O, K]
 */
export function pooledKeys(proposals: DenseProposals, pictures: readonly number[], boxes: Tensor): Tensor {
  const rows = indices(pictures, boxes.device);
  const weights = noGrad(() => {
    const proposed = cornersOf(proposals.boxes.indexSelect(0, rows)); // [O, T, 4]
    const overlap = iouOf(proposed, cornersOf(boxes).unsqueeze(1)); // [O, T]
    const least = overlap.amax(1, true).clampMax(SAME_OBJECT_IOU);
    const objectness = proposals.objectness.indexSelect(0, rows).sigmoid();
    return overlap.ge(least).to(objectness.dtype).mul(objectness);
  });
  return unitVectors(weights.unsqueeze(1).bmm(proposals.keys.indexSelect(0, rows)).squeeze(1));
}
