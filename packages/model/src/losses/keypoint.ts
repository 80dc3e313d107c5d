// Object keypoint similarity (COCO) and the loss made of it.
import type { Tensor } from "@refvlm/torch";

/**
 * OKS: mean over joints with visibility > 0 of exp(-d^2 / (2 area (2 sigma)^2)); -1 where no joint is visible.
 *
 * @param predicted x, y: [..., J, 2]
 * @param truth x, y, visibility: [..., J, 3]; leading dimensions broadcast
 * @param area of the object in the square of the coordinates' unit, [...]
 * @param sigmas [J]
 */
export function keypointSimilarity(predicted: Tensor, truth: Tensor, area: Tensor, sigmas: Tensor): Tensor {
  const distance = predicted
    .sub(truth.narrow(-1, 0, 2))
    .square()
    .sum(-1); // [..., J]
  const variance = sigmas.mul(2).square().mul(area.unsqueeze(-1)).mul(2); // [..., J]
  const visible = truth.select(-1, 2).gt(0);
  const similarity = distance.div(variance).neg().exp().mul(visible.to(predicted.dtype)).sum(-1); // [...]
  const count = visible.to(predicted.dtype).sum(-1);
  return similarity.div(count.clampMin(1)).sub(count.eq(0).to(predicted.dtype));
}

/** Mean of 1 - OKS over instances with a visible joint: [P, J, 2], [P, J, 3], [P], [J] -> []. */
export function keypointLoss(predicted: Tensor, truth: Tensor, area: Tensor, sigmas: Tensor): Tensor {
  const seen = truth.select(-1, 2).gt(0).any(-1).to(predicted.dtype); // [P]
  const distance = keypointSimilarity(predicted, truth, area, sigmas).neg().add(1);
  return distance.mul(seen).sum().div(seen.sum().clampMin(1));
}
