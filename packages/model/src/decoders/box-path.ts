// Training of the query path's boxes, shared by the units that have them: matching cost and the loss of every layer.
import type { Tensor } from "@refvlm/torch";
import { cornersOf, iouOf } from "../boxes.js";
import { type BoxWeights, boxL1Loss, giouDistance, pairwiseBoxCost } from "../losses/box.js";
import { gatherRows, type Matching } from "../matching/grouped.js";

/** Weights of equation 4, for matching and for the loss. */
export const BOX_WEIGHTS: BoxWeights = { l1: 5, giou: 2 };

/** Matching cost of final boxes [B, Q, 4] and targets [K, 4] at padded indices [G, N] and [G, M] -> [G, N, M]. */
export function boxCost(boxes: Tensor, targets: Tensor, slots: Tensor, rows: Tensor): Tensor {
  return pairwiseBoxCost(gatherRows(boxes.flatten(0, 1), slots), gatherRows(targets, rows), BOX_WEIGHTS);
}

/** Mean over layers of the weighted loss of matched boxes, its terms at the last layer, and the last layer's IoU [P]. */
export function boxPathLoss(layers: readonly Tensor[], targets: Tensor, { slots, targets: rows }: Matching) {
  const target = targets.indexSelect(0, rows); // [P, 4]
  let total: Tensor | null = null;
  let last = { l1: target, giou: target, predicted: target };
  for (const boxes of layers) {
    const predicted = boxes.flatten(0, 1).indexSelect(0, slots).to("float32"); // [P, 4]
    last = { predicted, l1: boxL1Loss(predicted, target), giou: giouDistance(predicted, target).mean() };
    const loss = last.l1.mul(BOX_WEIGHTS.l1).add(last.giou.mul(BOX_WEIGHTS.giou));
    total = total ? total.add(loss) : loss;
  }
  const iou = iouOf(cornersOf(last.predicted.detach()), cornersOf(target)); // [P]
  return { total: total!.div(layers.length), l1: last.l1, giou: last.giou, iou };
}
