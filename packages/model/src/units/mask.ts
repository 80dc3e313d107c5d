// The unit "mask" (section 4.3): MaskFormer without a class head; a query's embedding times the pixel embeddings is its mask.
import { full, nn, noGrad, type Tensor } from "@refvlm/torch";
import type { Frame, UnitValues } from "@refvlm/vision";
import { z } from "zod";
import { type Prediction, predictionsOf, QueryDecoder, type QueryOutputs } from "../decoders/query-decoder.js";
import { Mlp } from "../layers/mlp.js";
import { cellCentres } from "../layers/sine-positions.js";
import { size } from "../layers/sizes.js";
import { binaryLoss, qualityLoss } from "../losses/cross-entropy.js";
import { diceLoss, maskIou, pairwiseDice } from "../losses/mask.js";
import { gatherRows, type Matching } from "../matching/grouped.js";
import { type BoxTruth, boxCost, boxPathLoss, boxTruth, ofKnown } from "./box.js";
import type { LabelledInstance, LabelledInstances } from "./labelled-instances.js";
import {
  type DecoderContext,
  UnitDecoder,
  type UnitDecoderKind,
  type UnitDecoderSizes,
  type UnitLoss,
} from "./unit-decoder.js";

const settings = z.strictObject({
  /** Width of the mask embeddings and of the pixel embeddings. */
  maskSize: size,
  /** Whether queries have boxes that are learnt, too, and masks a window around them. Off in the paper's network. */
  boxPath: z.boolean({ error: () => "must say true or false: whether queries have boxes beside their masks" }),
});

/** The query path's outputs and the masks, logits [B, Q, h, w] at stride 4. */
export interface MaskOutputs extends QueryOutputs {
  logits: Tensor;
}

/** Boxes of the instances, and which of their masks are known: `coverage` is the mask itself there. */
export interface MaskTruth extends BoxTruth {
  masksKnown: readonly boolean[];
}

/** Probabilities of a size x size map over the padded square, row-major. */
export interface MaskValue {
  size: number;
  probabilities: Float32Array;
}

/** Weights of the mask losses, as Mask2Former's. */
export const MASK_WEIGHTS = { binary: 2, dice: 5 };

/** Quality is the IoU of the mask, cut at 0.5, with the true one. */
export class MaskDecoder extends UnitDecoder<MaskOutputs, MaskTruth, MaskValue> {
  readonly query: QueryDecoder;
  readonly maskEmbedder: Mlp;
  windowGain: Tensor | null;
  readonly #grid: number;

  constructor({ grid, ...sizes }: UnitDecoderSizes, { maskSize, boxPath }: z.infer<typeof settings>) {
    super();
    this.#grid = grid;
    this.query = new QueryDecoder(sizes, { boxPath });
    this.maskEmbedder = new Mlp(sizes.width, sizes.width, maskSize, 3);
    this.windowGain = boxPath ? nn.parameter(full([], 2)) : null;
  }

  forward(context: DecoderContext): MaskOutputs {
    const outputs = this.query.forward(context);
    const pixels = context.pixelEmbeddings(); // [B, M, h, w]
    const [batch, , height, columns] = pixels.shape;
    const embeddings = this.maskEmbedder.forward(outputs.states); // [B, Q, M]
    const logits = this.#windowed(embeddings.matmul(pixels.flatten(2)), outputs, [height, columns]); // [B, Q, h w]
    return { ...outputs, logits: logits.reshape([batch, -1, height, columns]) };
  }

  /** Logits [B, Q, h w], lower outside the queries' boxes where they have any. */
  #windowed(logits: Tensor, { boxes }: QueryOutputs, [height, columns]: [number, number]): Tensor {
    if (!this.windowGain) return logits;
    const window = noGrad(() => boxWindow(boxes.at(-1)!, height, columns)).to(logits.dtype); // [B, Q, h w]
    return logits.add(window.mul(this.windowGain));
  }

  /** Of what has no mask only the box could be learnt. */
  override learnsFrom({ labels }: LabelledInstance): boolean {
    return labels.mask !== undefined;
  }

  truth(instances: LabelledInstances): MaskTruth {
    return { ...boxTruth(instances, this.#grid), masksKnown: instances.maskKnown };
  }

  where({ coverage }: MaskTruth): Tensor {
    return coverage;
  }

  cost({ boxes, logits }: MaskOutputs, truth: MaskTruth, slots: Tensor, rows: Tensor): Tensor {
    const masks = atSize(truth.coverage, logits.shape).flatten(1); // [K, h w]
    const dice = pairwiseDice(gatherRows(flatMasks(logits), slots), gatherRows(masks, rows)).mul(MASK_WEIGHTS.dice);
    const cost = ofKnown(dice, truth.masksKnown, rows);
    return boxes.length > 0 ? cost.add(boxCost(boxes.at(-1)!, truth, slots, rows)) : cost;
  }

  loss({ boxes, quality, logits }: MaskOutputs, _: DecoderContext, truth: MaskTruth, matching: Matching): UnitLoss {
    const { total, parts } = boxPathLoss(boxes, truth, matching);
    const masked = matching.among(truth.masksKnown);
    if (masked.pairs === 0) return { total, parts };
    const chosen = flatMasks(logits).indexSelect(0, masked.slots); // [P, h w]
    const target = atSize(truth.coverage, logits.shape).flatten(1).indexSelect(0, masked.targets);
    const binary = binaryLoss(chosen, target);
    const dice = diceLoss(chosen, target);
    const iou = maskIou(chosen.detach().gt(0).to("float32"), target.gt(0.5).to("float32")); // [P]
    const learned = qualityLoss(quality, masked.slots, iou);
    return {
      total: total.add(binary.mul(MASK_WEIGHTS.binary)).add(dice.mul(MASK_WEIGHTS.dice)).add(learned),
      parts: {
        ...parts,
        binary: binary.detach(),
        dice: dice.detach(),
        iou: iou.mean(),
        quality: learned.detach(),
      },
    };
  }

  predictions({ logits, quality }: MaskOutputs, { queries }: DecoderContext): Prediction<MaskValue>[] {
    const size = logits.shape[3];
    const cells = size * size;
    const values = logits.detach().sigmoid().to("float32").toTypedArray() as Float32Array;
    return predictionsOf(queries, quality, (slot) => ({
      size,
      probabilities: values.slice(slot * cells, (slot + 1) * cells),
    }));
  }

  toPixels({ size, probabilities }: MaskValue, frame: Frame): Partial<UnitValues> {
    const mask = frame.maskFromUnitSquare(probabilities, size, 0.5);
    return mask.area() > 0 ? { mask, box: mask.box() } : { mask };
  }
}

export const mask = {
  unit: "mask",
  settings,
  pixelChannels: ({ maskSize }) => maskSize,
  build: (sizes, own) => new MaskDecoder(sizes, own),
} satisfies UnitDecoderKind<typeof settings>;

/** Logits [B, Q, h, w] as float32 [B Q, h w]. */
function flatMasks(logits: Tensor): Tensor {
  return logits.to("float32").flatten(0, 1).flatten(1);
}

/**
 * How far cells lie outside a box, in half sides along the worse axis: 0 inside, down to -2.
 * cxcywh [B, Q, 4] -> [B, Q, height * columns]
 */
function boxWindow(boxes: Tensor, height: number, columns: number): Tensor {
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

/** True masks [K, n, n] by area pooling at the size of the logits [.., h, w]. */
function atSize(masks: Tensor, shape: readonly number[]): Tensor {
  const size = shape.slice(-2);
  if (masks.shape[1] === size[0] && masks.shape[2] === size[1]) return masks;
  return masks.unsqueeze(1).adaptiveAvgPool2d(size).squeeze(1);
}
