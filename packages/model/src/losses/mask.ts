// Losses of masks: focal (Lin et al. 2017) and dice (Milletari et al. 2016), for pairs and for all pairs of a group.
import { binaryCrossEntropyWithLogits, type Tensor } from "@refvlm/torch";

/** Parameters of the focal loss. */
export interface FocalOptions {
  /** Weight of positives; null for none. Default 0.25. */
  alpha?: number | null;
  /** Exponent of (1 - p). Default 2. */
  gamma?: number;
}

/** Focal loss of every element: a_t (1 - p_t)^gamma BCE; logits and targets [...] -> [...]. */
export function focalLoss(logits: Tensor, targets: Tensor, { alpha = 0.25, gamma = 2 }: FocalOptions = {}): Tensor {
  const probability = logits.sigmoid();
  const opposite = targets.neg().add(1);
  const missed = probability.mul(opposite).add(probability.neg().add(1).mul(targets)); // 1 - p_t
  const loss = elementwiseBinary(logits, targets).mul(missed.pow(gamma));
  return alpha === null ? loss : loss.mul(targets.mul(alpha).add(opposite.mul(1 - alpha)));
}

/** Focal loss as a mean over the pixels of each mask, then over masks: [P, h, w] -> []. `valid` marks pixels that count. */
export function maskFocalLoss(logits: Tensor, targets: Tensor, valid?: Tensor): Tensor {
  const loss = focalLoss(logits, targets).flatten(1); // [P, h w]
  if (!valid) return loss.mean(1).mean();
  const counted = valid.flatten(1);
  return loss.mul(counted).sum(1).div(counted.sum(1).clampMin(1)).mean();
}

/** Dice loss 1 - (2 sum p y + 1) / (sum p + sum y + 1), mean over masks: [P, h, w] -> []. `valid` marks pixels that count. */
export function diceLoss(logits: Tensor, targets: Tensor, valid?: Tensor): Tensor {
  let probability = logits.sigmoid().flatten(1); // [P, h w]
  let truth = targets.flatten(1);
  if (valid) {
    const counted = valid.flatten(1);
    probability = probability.mul(counted);
    truth = truth.mul(counted);
  }
  const overlap = probability.mul(truth).sum(1).mul(2).add(1); // [P]
  return overlap
    .div(probability.sum(1).add(truth.sum(1)).add(1))
    .neg()
    .add(1)
    .mean();
}

/** Dice loss of every pair: logits [..., N, S] and targets [..., M, S] -> [..., N, M]. */
export function pairwiseDice(logits: Tensor, targets: Tensor): Tensor {
  const probability = logits.sigmoid();
  const overlap = probability.matmul(targets.transpose(-1, -2)).mul(2).add(1); // [..., N, M]
  const total = probability.sum(-1, true).add(targets.sum(-1).unsqueeze(-2)).add(1);
  return overlap.div(total).neg().add(1);
}

/** Focal loss of every pair, mean over pixels: logits [..., N, S] and targets [..., M, S] -> [..., N, M]. */
export function pairwiseFocal(logits: Tensor, targets: Tensor, { alpha = 0.25, gamma = 2 }: FocalOptions = {}): Tensor {
  const probability = logits.sigmoid();
  const opposite = probability.neg().add(1);
  const positive = opposite.pow(gamma).mul(softplus(logits.neg())); // loss where the target is 1
  const negative = probability.pow(gamma).mul(softplus(logits)); // and where it is 0
  const truth = targets.transpose(-1, -2);
  const hit = (alpha === null ? positive : positive.mul(alpha)).matmul(truth);
  const miss = (alpha === null ? negative : negative.mul(1 - alpha)).matmul(truth.neg().add(1));
  return hit.add(miss).div(logits.shape.at(-1)!);
}

/** IoU of binary masks given as 0/1 numbers: [P, S] against [P, S] -> [P]; two empty masks have IoU 0. */
export function maskIou(a: Tensor, b: Tensor): Tensor {
  const intersection = a.mul(b).sum(-1);
  return intersection.div(a.sum(-1).add(b.sum(-1)).sub(intersection).clampMin(1e-6));
}

/** BCE with logits without reduction, in a form that stays exact for large logits. */
function elementwiseBinary(logits: Tensor, targets: Tensor): Tensor {
  return binaryCrossEntropyWithLogits(logits, targets, null, null, "none");
}

/** log(1 + e^x) without overflow. */
function softplus(x: Tensor): Tensor {
  return x.clampMin(0).add(x.abs().neg().exp().log1p());
}
