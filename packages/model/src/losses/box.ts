// Losses of boxes (section 4.3, eq. 4): L1, smooth L1 and GIoU, for pairs and for all pairs of a group.
import type { Tensor } from "@refvlm/torch";
import { cornersOf, overlaps } from "../boxes.js";

/** Weights of equation 4's two terms. */
export interface BoxWeights {
  l1: number;
  giou: number;
}

/** Weights of the paper, for matching and for the loss. */
export const BOX_WEIGHTS: BoxWeights = { l1: 5, giou: 2 };

/** Sum of |a - b| over the four numbers, mean over boxes: [P, 4] -> []. */
export function boxL1Loss(predicted: Tensor, target: Tensor): Tensor {
  return predicted.sub(target).abs().sum(-1).mean();
}

/** Huber loss: (a - b)^2 / (2 beta) below beta, |a - b| - beta / 2 above; mean over all numbers. */
export function smoothL1Loss(predicted: Tensor, target: Tensor, beta = 0.1): Tensor {
  const distance = predicted.sub(target).abs();
  const near = distance.clampMax(beta); // its square carries the whole gradient below beta, the rest the gradient above
  return near
    .square()
    .div(2 * beta)
    .add(distance.sub(near))
    .mean();
}

/** 1 - GIoU of each pair of cxcywh boxes: [..., 4] -> [...]. */
export function giouDistance(predicted: Tensor, target: Tensor): Tensor {
  return overlaps(cornersOf(predicted), cornersOf(target)).giou.neg().add(1);
}

/** Cost of every pair inside groups (equation 4): cxcywh [G, N, 4] and [G, M, 4] -> [G, N, M]. */
export function pairwiseBoxCost(predicted: Tensor, target: Tensor, { l1, giou }: BoxWeights): Tensor {
  const a = predicted.unsqueeze(2); // [G, N, 1, 4]
  const b = target.unsqueeze(1); // [G, 1, M, 4]
  return a.sub(b).abs().sum(-1).mul(l1).add(giouDistance(a, b).mul(giou));
}
