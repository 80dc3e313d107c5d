// The unit "box" (section 4.3): DETR without a class head; every query is one <REF>, its last box is the answer.
import { type Tensor, tensor, zeros } from "@refvlm/torch";
import type { CxcywhBox, Frame } from "@refvlm/vision";
import { z } from "zod";
import { cornersOf, iouOf } from "../boxes.js";
import { type Prediction, predictionsOf, QueryDecoder, type QueryOutputs } from "../decoders/query-decoder.js";
import { BOX_WEIGHTS, boxL1Loss, giouDistance, pairwiseBoxCost } from "../losses/box.js";
import { qualityLoss } from "../losses/cross-entropy.js";
import { gatherRows, type Matching } from "../matching/grouped.js";
import type { LabelledInstances } from "./labelled-instances.js";
import {
  type DecoderContext,
  UnitDecoder,
  type UnitDecoderKind,
  type UnitDecoderSizes,
  type UnitLoss,
} from "./unit-decoder.js";

/** What is known of the instances' boxes, for every unit whose queries have boxes. */
export interface BoxTruth {
  /** cxcywh on the padded square, [K, 4]. */
  boxes: Tensor;
  known: readonly boolean[];
  /** [K, n, n] */
  coverage: Tensor;
}

/** Quality is the IoU with the true box. */
export class BoxDecoder extends UnitDecoder<QueryOutputs, BoxTruth, CxcywhBox> {
  readonly query: QueryDecoder;
  readonly #grid: number;

  constructor({ grid, ...sizes }: UnitDecoderSizes) {
    super();
    this.#grid = grid;
    this.query = new QueryDecoder(sizes);
  }

  forward(context: DecoderContext): QueryOutputs {
    return this.query.forward(context);
  }

  truth(instances: LabelledInstances): BoxTruth {
    return boxTruth(instances, this.#grid);
  }

  where({ coverage }: BoxTruth): Tensor {
    return coverage;
  }

  cost({ boxes }: QueryOutputs, truth: BoxTruth, slots: Tensor, rows: Tensor): Tensor {
    return boxCost(boxes.at(-1)!, truth, slots, rows);
  }

  loss({ boxes, quality }: QueryOutputs, _: DecoderContext, truth: BoxTruth, matching: Matching): UnitLoss {
    const known = matching.among(truth.known);
    if (known.pairs === 0) return { total: zeros([], { device: quality.device }), parts: {} };
    const { total, l1, giou, iou } = boxLoss(boxes, truth, known);
    const learned = qualityLoss(quality, known.slots, iou);
    return {
      total: total.add(learned),
      parts: { l1: l1.detach(), giou: giou.detach(), iou: iou.mean(), quality: learned.detach() },
    };
  }

  predictions({ boxes, quality }: QueryOutputs, { queries }: DecoderContext): Prediction<CxcywhBox>[] {
    const values = boxes.at(-1)!.detach().to("float32").toTypedArray() as Float32Array;
    return predictionsOf(queries, quality, (slot) => values.slice(4 * slot, 4 * slot + 4) as unknown as CxcywhBox);
  }

  toPixels(value: CxcywhBox, frame: Frame) {
    return { box: frame.fromUnitSquare(value) };
  }
}

export const box = {
  unit: "box",
  settings: z.strictObject({}),
  build: (sizes) => new BoxDecoder(sizes),
} satisfies UnitDecoderKind;

export function boxTruth(instances: LabelledInstances, grid: number): BoxTruth {
  return { boxes: instances.boxes, known: instances.boxKnown, coverage: instances.coverage(grid) };
}

/** Matching cost of final boxes [B, Q, 4] at padded indices [G, N] and [G, M] -> [G, N, M]; 0 for boxes that are not known. */
export function boxCost(boxes: Tensor, truth: BoxTruth, slots: Tensor, rows: Tensor): Tensor {
  const cost = pairwiseBoxCost(gatherRows(boxes.flatten(0, 1), slots), gatherRows(truth.boxes, rows), BOX_WEIGHTS);
  return ofKnown(cost, truth.known, rows);
}

/** The cost [G, N, M] with 0 for rows [G, M] of truth that are not known. */
export function ofKnown(cost: Tensor, known: readonly boolean[], rows: Tensor): Tensor {
  if (known.every(Boolean)) return cost;
  const counted = tensor(known.map(Number), { device: cost.device });
  return cost.mul(gatherRows(counted, rows).unsqueeze(1));
}

/** Mean over layers of the weighted loss of matched boxes, its terms at the last layer, and the last layer's IoU [P]. */
export function boxLoss(layers: readonly Tensor[], truth: BoxTruth, { slots, targets }: Matching) {
  const target = truth.boxes.indexSelect(0, targets); // [P, 4]
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

/** Loss of the matched queries' boxes; 0 where none is known, or queries have none. */
export function boxPathLoss(layers: readonly Tensor[], truth: BoxTruth, matching: Matching): UnitLoss {
  const known = matching.among(truth.known);
  if (known.pairs === 0 || layers.length === 0) return { total: zeros([], { device: truth.boxes.device }), parts: {} };
  const { total, l1, giou, iou } = boxLoss(layers, truth, known);
  return { total, parts: { l1: l1.detach(), giou: giou.detach(), boxIou: iou.mean() } };
}
