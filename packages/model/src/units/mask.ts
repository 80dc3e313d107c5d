// Mask decoder (section 4.3): MaskFormer without a class head; a query's embedding times the pixel embeddings is its mask.
import { full, nn, noGrad, type Tensor, zeros } from "@refvlm/torch";
import type { Frame } from "@refvlm/vision";
import { boxCost, boxPathLoss } from "../decoders/box-path.js";
import { QueryDecoder, type QueryOutputs } from "../decoders/query-decoder.js";
import { readings } from "../decoders/readings.js";
import { Mlp } from "../layers/mlp.js";
import { cellCentres } from "../layers/sine-positions.js";
import { binaryLoss } from "../losses/cross-entropy.js";
import { diceLoss, maskIou, pairwiseDice } from "../losses/mask.js";
import { gatherRows, matchGroups } from "../matching/grouped.js";
import {
  type DecoderContext,
  UnitDecoder,
  type UnitDecoderConfig,
  type UnitLoss,
  type UnitReading,
  type UnitResult,
  type UnitTargets,
} from "./unit-decoder.js";

/** The query path's outputs and the masks, logits [B, Q, h, w] at stride 4. */
export interface MaskOutputs extends QueryOutputs {
  logits: Tensor;
}

/** Probabilities of a size x size map over the padded square, row-major. */
export interface MaskValue {
  size: number;
  probabilities: Float32Array;
}

/** Weights of the mask losses, as Mask2Former's. */
export const MASK_WEIGHTS = { binary: 2, dice: 5 };

/** Unit "mask". Quality is the IoU of the mask, cut at 0.5, with the true one. */
export class MaskDecoder extends UnitDecoder<MaskOutputs, MaskValue> {
  readonly unit = "mask";
  readonly query: QueryDecoder;
  readonly maskEmbedder: Mlp;
  windowGain: Tensor;

  constructor(config: UnitDecoderConfig) {
    super();
    this.query = new QueryDecoder(config);
    this.maskEmbedder = new Mlp(config.width, config.width, config.maskSize, 3);
    this.windowGain = nn.parameter(full([], 2));
  }

  forward(context: DecoderContext): MaskOutputs {
    const outputs = this.query.forward(context);
    const pixels = context.pixelEmbeddings(); // [B, M, h, w]
    const [batch, , height, columns] = pixels.shape;
    const embeddings = this.maskEmbedder.forward(outputs.states); // [B, Q, M]
    const window = noGrad(() => insideness(outputs.boxes.at(-1)!, height, columns)).to(pixels.dtype); // [B, Q, h w]
    const logits = embeddings.matmul(pixels.flatten(2)).add(window.mul(this.windowGain)); // [B, Q, h w]
    return { ...outputs, logits: logits.reshape([batch, -1, height, columns]) };
  }

  loss({ boxes, quality, logits }: MaskOutputs, { queries }: DecoderContext, targets: UnitTargets): UnitLoss {
    if (!targets.masksKnown) throw new Error("a sample asks for masks but has boxes only: give every target a mask");
    const predicted = logits.to("float32").flatten(0, 1).flatten(1); // [B Q, h w]
    const truth = atSize(targets.masks, logits.shape).flatten(1); // [K, h w]
    const matching = matchGroups(
      queries.groups.map(({ slots }) => slots),
      targets.counts,
      (slots, rows) =>
        boxCost(boxes.at(-1)!, targets.boxes, slots, rows).add(
          pairwiseDice(gatherRows(predicted, slots), gatherRows(truth, rows)).mul(MASK_WEIGHTS.dice),
        ),
      quality.device,
    );
    if (matching.pairs === 0) return { total: zeros([], { device: quality.device }), parts: {} };
    const path = boxPathLoss(boxes, targets.boxes, matching);
    const chosen = predicted.indexSelect(0, matching.slots); // [P, h w]
    const target = truth.indexSelect(0, matching.targets);
    const binary = binaryLoss(chosen, target);
    const dice = diceLoss(chosen, target);
    const iou = maskIou(chosen.detach().gt(0).to("float32"), target.gt(0.5).to("float32")); // [P]
    const judged = binaryLoss(quality.flatten().indexSelect(0, matching.slots).to("float32"), iou);
    return {
      total: path.total.add(binary.mul(MASK_WEIGHTS.binary)).add(dice.mul(MASK_WEIGHTS.dice)).add(judged),
      parts: {
        l1: path.l1.detach(),
        giou: path.giou.detach(),
        boxIou: path.iou.mean(),
        binary: binary.detach(),
        dice: dice.detach(),
        iou: iou.mean(),
        quality: judged.detach(),
      },
    };
  }

  readOut({ logits, quality }: MaskOutputs, { queries }: DecoderContext): UnitReading<MaskValue>[] {
    const size = logits.shape[3];
    const cells = size * size;
    const values = logits.detach().sigmoid().to("float32").toTypedArray() as Float32Array;
    return readings(queries, quality, (slot) => ({
      size,
      probabilities: values.slice(slot * cells, (slot + 1) * cells),
    }));
  }

  place({ size, probabilities }: MaskValue, frame: Frame): UnitResult {
    return { mask: frame.maskFromUnitSquare(probabilities, size, 0.5) };
  }
}

/**
 * How far cells lie outside a box, in half sides along the worse axis: 0 inside, down to -2.
 * cxcywh [B, Q, 4] -> [B, Q, height * columns]
 */
function insideness(boxes: Tensor, height: number, columns: number): Tensor {
  const half = boxes
    .narrow(-1, 2, 2)
    .mul(0.5)
    .clampMin(1 / columns)
    .unsqueeze(2); // [B, Q, 1, 2]
  const offset = cellCentres(height, columns, boxes.device)
    .sub(boxes.narrow(-1, 0, 2).unsqueeze(2))
    .abs(); // [B, Q, S, 2]
  return offset.div(half).amax(-1).neg().add(1).clamp(-2, 0);
}

/** Target masks [K, n, n] by area pooling at the size of the logits [.., h, w]. */
function atSize(masks: Tensor, shape: readonly number[]): Tensor {
  const size = shape.slice(-2);
  if (masks.shape[1] === size[0] && masks.shape[2] === size[1]) return masks;
  return masks.unsqueeze(1).adaptiveAvgPool2d(size).squeeze(1);
}
