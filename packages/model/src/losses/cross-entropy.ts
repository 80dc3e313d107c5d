// Cross-entropies: of tokens with ignored labels (equation 9's language term), binary with logits and probabilities.
import { binaryCrossEntropyWithLogits, crossEntropyLoss, type Tensor } from "@refvlm/torch";
import { IGNORED } from "@refvlm/trp";

/** Mean of -log p(label) over tokens whose label is not -100: logits [..., V], labels int64 [...]. */
export function tokenLoss(logits: Tensor, labels: Tensor): Tensor {
  return crossEntropyLoss(logits.reshape([-1, logits.shape.at(-1)!]), labels.reshape([-1]), null, "mean", IGNORED);
}

/** Binary cross-entropy of logits against targets in 0..1, mean over all elements. */
export function binaryLoss(
  logits: Tensor,
  targets: Tensor,
  { positiveWeight }: { positiveWeight?: Tensor } = {},
): Tensor {
  return binaryCrossEntropyWithLogits(logits, targets, null, positiveWeight ?? null);
}

/** `binaryLoss` of the elements that count: mean by weights of any shape that broadcasts; 0 where none counts. */
export function weightedBinaryLoss(logits: Tensor, targets: Tensor, weights: Tensor): Tensor {
  const each = binaryCrossEntropyWithLogits(logits, targets, null, null, "none");
  return each.mul(weights).sum().div(weights.sum().clampMin(1e-6));
}

/**
 * What a predicted quality learns: how good the answer turned out to be.
 * @param quality logits [B, Q]
 * @param slots matched places in the flattened [B, Q], int64 [P]
 * @param reached quality of the matched answers, 0..1: [P]
 * @param counted 1 for answers whose quality is known, 0 for others: [P]; by default all
 */
export function qualityLoss(quality: Tensor, slots: Tensor, reached: Tensor, counted?: Tensor): Tensor {
  const said = quality.flatten().indexSelect(0, slots).to("float32");
  return counted ? weightedBinaryLoss(said, reached, counted) : binaryLoss(said, reached);
}

/** Binary cross-entropy of probabilities against targets in 0..1, mean; logarithms are cut at -100. */
export function probabilityLoss(probabilities: Tensor, targets: Tensor): Tensor {
  const hit = probabilities.log().clampMin(-100).mul(targets);
  const miss = probabilities.neg().log1p().clampMin(-100).mul(targets.neg().add(1));
  return hit.add(miss).mean().neg();
}
