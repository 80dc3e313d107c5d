// Losses of what tokens say for themselves: the box of the object they lie on, and its name (stage 0 and on).
import {
  adaptiveAvgPool2d,
  arange,
  binaryCrossEntropyWithLogits,
  cat,
  crossEntropyLoss,
  type Tensor,
  zeros,
} from "@refvlm/torch";
import { IGNORED } from "@refvlm/trp";
import { padIndex } from "../matching/grouped.js";
import { type BoxWeights, giouDistance } from "./box.js";

/** All annotated objects of a batch of pictures, whether asked for or not. */
export interface LabelledObjects {
  /** Picture (row of the batch) of each object. */
  pictures: readonly number[];
  /** cxcywh on the padded square, [O, 4]. */
  boxes: Tensor;
  /** Coverage of cells of the padded square by the visible part, 0..1: [O, n, n]. */
  masks: Tensor;
}

/**
 * The object of each token, -1 where there is none: int64 [B, T]. A token belongs to the object that fills it most,
 * relative to the object's best cell, if that is at least half.
 */
export function assignTokens(
  { pictures, masks }: LabelledObjects,
  batch: number,
  height: number,
  columns: number,
): Tensor {
  const { device } = masks;
  const lists: number[][] = Array.from({ length: batch }, () => []);
  for (const [object, picture] of pictures.entries()) lists[picture].push(object + 1);
  const { index } = padIndex(lists, device); // [B, O']; padding reads row 0, which covers nothing
  const coverage = adaptiveAvgPool2d(masks.unsqueeze(1), [height, columns]).flatten(1); // [O, T]
  const relative = coverage.div(coverage.amax(1, true).clampMin(1e-6));
  const table = cat([zeros([1, height * columns], { device }), relative]);
  const perPicture = table.indexSelect(0, index.flatten()).reshape([...index.shape, -1]); // [B, O', T]
  const [share, which] = perPicture.max(1); // [B, T]
  return index.gather(1, which).sub(1).maskedFill(share.lt(0.5), -1);
}

/** L1 and GIoU between proposed boxes [B, T, 4] and the boxes of assigned objects, mean over assigned tokens: []. */
export function denseBoxLoss(proposed: Tensor, assignment: Tensor, boxes: Tensor, { l1, giou }: BoxWeights): Tensor {
  const positive = assignment.ge(0).to("float32").flatten(); // [B T]
  const target = boxes.indexSelect(0, assignment.clampMin(0).flatten()); // [B T, 4]
  const predicted = proposed.reshape([-1, 4]);
  const distance = predicted.sub(target).abs().sum(-1).mul(l1).add(giouDistance(predicted, target).mul(giou));
  return distance.mul(positive).sum().div(positive.sum().clampMin(1));
}

/**
 * Cross-entropy of the names of assigned tokens' objects, by the cosine of key and name: [].
 *
 * @param keys unit vectors of the tokens, [B, T, K]
 * @param names unit vectors of the distinct names, [N, K]
 * @param nameOf index of each object's name, int64 [O]
 * @param scale factor on the cosine, []
 */
export function namingLoss(keys: Tensor, assignment: Tensor, names: Tensor, nameOf: Tensor, scale: Tensor): Tensor {
  const logits = keys.matmul(names.t()).mul(scale).flatten(0, 1); // [B T, N]
  return crossEntropyLoss(logits, nameAt(assignment, nameOf).flatten(), null, "mean", IGNORED);
}

/** The name of the object that each token is assigned to, -100 where it is none: int64, in the assignment's shape. */
function nameAt(assignment: Tensor, nameOf: Tensor): Tensor {
  const names = nameOf.indexSelect(0, assignment.clampMin(0).flatten()).reshape([...assignment.shape]);
  return names.maskedFill(assignment.lt(0), IGNORED);
}

/**
 * Binary cross-entropy of every name at every token: its object's own name fits, no other does, and nothing fits the
 * background. The sum over all pairs for each assigned token, since nearly all pairs are easy: [].
 *
 * @param logits of names at tokens, [B, T, N]
 * @param nameOf index of each object's name, int64 [O]
 */
export function nameFitLoss(logits: Tensor, assignment: Tensor, nameOf: Tensor): Tensor {
  const own = nameAt(assignment, nameOf).unsqueeze(2); // [B, T, 1]
  const numbers = arange(logits.shape[2], { dtype: "int64", device: logits.device });
  const fits = own.eq(numbers).to("float32"); // [B, T, N]
  const each = binaryCrossEntropyWithLogits(logits.to("float32"), fits, null, null, "none");
  return each.sum().div(fits.sum().clampMin(1));
}
