// The unit "depth" (DESIGN section 5): how far everything is, or the part of the picture that a phrase means. The picture is
// looked at once, whatever is asked about it; the decoder of masks says which part is meant.
import { crossEntropyLoss, nn, type Tensor, tensor, zeros } from "@refvlm/torch";
import { type DepthKind, depthKinds, type Frame, type Mask } from "@refvlm/vision";
import { z } from "zod";
import { DepthHead } from "../decoders/depth-head.js";
import { type Prediction, predictionsOf } from "../decoders/query-decoder.js";
import { binaryLoss, qualityLoss } from "../losses/cross-entropy.js";
import { scaleShiftInvariantLoss } from "../losses/depth.js";
import type { Matching } from "../matching/grouped.js";
import { type BoxTruth, boxCost, boxTruth } from "./box.js";
import { type DepthCells, depthCells } from "./depth-cells.js";
import type { LabelledInstance, LabelledInstances } from "./labelled-instances.js";
import { regionSettings } from "./region-settings.js";
import {
  type DecoderContext,
  UnitDecoder,
  type UnitDecoderKind,
  type UnitDecoderSizes,
  type UnitLoss,
} from "./unit-decoder.js";

const settings = z
  .strictObject({
    ...regionSettings,
    /** The nearest and the farthest that it can say, in metres. */
    near: z.number().positive(),
    far: z.number().positive(),
  })
  .refine(({ near, far }) => near < far, { error: "must be beyond near", path: ["far"] });

/** One map for each picture, and which part of it each query means. */
export interface DepthOutputs {
  /** The boxes that <REF>s point at, cxcywh on the padded square, no gradient: [B, Q, 4]. */
  boxes: Tensor;
  /** Logit of meaning a part of the picture, [B, Q]. */
  part: Tensor;
  /** Logarithm of metres, float32 [B, n, n]. */
  depth: Tensor;
  /** Logits of `depthKinds`, [B, 3]. */
  kind: Tensor;
  /** Logits, [B, Q]. */
  quality: Tensor;
}

/** A map is of the whole picture, whatever part of it the phrase means. */
export interface DepthTruth extends DepthCells, BoxTruth {
  masksKnown: readonly boolean[];
  /** Whether the phrase means a part, 0 or 1: [K]. */
  part: Tensor;
}

export interface DepthValue {
  size: number;
  /** Metres of a size x size map over the padded square, row-major. */
  metres: Float32Array;
  kind: DepthKind;
  /** The meant part in the picture's own pixels; null where the whole picture is meant. */
  part: Mask | null;
}

/** Weights of the losses. */
export const DEPTH_WEIGHTS = { metric: 4, shape: 1, kind: 0.2, part: 0.5 };

/** Distances that are said too far by more than this factor's logarithm pull no harder: a few cells would outweigh all others. */
const FARTHEST_OFF = 2;

/** Quality is 1 - AbsRel of the meant pixels. */
export class DepthDecoder extends UnitDecoder<DepthOutputs, DepthTruth, DepthValue> {
  readonly head: DepthHead;
  readonly partHead: nn.Linear;
  readonly kindHead: nn.Linear;
  readonly qualityHead: nn.Linear;
  readonly #grid: number;
  readonly #range: readonly [low: number, high: number];

  constructor({ width, featureChannels }: UnitDecoderSizes, { channels, grid, near, far }: z.infer<typeof settings>) {
    super();
    this.#grid = grid;
    this.#range = [Math.log(near), Math.log(far)];
    this.head = new DepthHead({ width, featureChannels, channels, grid });
    this.partHead = new nn.Linear(width, 1);
    this.kindHead = new nn.Linear(channels, depthKinds.length);
    this.qualityHead = new nn.Linear(channels, 1);
  }

  forward({ queries, referenceBoxes, content, features, pyramid }: DecoderContext): DepthOutputs {
    const { map, seen } = this.head.forward(features, pyramid());
    const [low, high] = this.#range;
    return {
      boxes: referenceBoxes,
      part: this.partHead.forward(content).squeeze(-1),
      depth: map.to("float32").add((low + high) / 2), // where it begins
      kind: this.kindHead.forward(seen),
      quality: this.qualityHead.forward(seen).expand([...queries.groupIds.shape]),
    };
  }

  /** Depth is of the picture: objects by themselves have none. */
  override learnsFrom({ labels }: LabelledInstance): boolean {
    return labels.depth !== undefined;
  }

  truth(instances: LabelledInstances): DepthTruth {
    return {
      ...depthCells(instances, this.#grid),
      ...boxTruth(instances, this.#grid),
      masksKnown: instances.maskKnown,
      part: tensor(Float32Array.from(instances.placed, Number), { device: instances.device }),
    };
  }

  where({ coverage }: DepthTruth): Tensor {
    return coverage;
  }

  /** All instances of a picture have one map: they differ in the part that they are. */
  cost({ boxes }: DepthOutputs, truth: DepthTruth, slots: Tensor, rows: Tensor): Tensor {
    return boxCost(boxes, truth, slots, rows);
  }

  loss(outputs: DepthOutputs, _: DecoderContext, truth: DepthTruth, matching: Matching): UnitLoss {
    const { quality } = outputs;
    const { pairs, slots, targets } = matching.among(truth.mapsKnown);
    if (pairs === 0) return { total: zeros([], { device: quality.device }), parts: {} };
    const pictures = slots.floorDivide(quality.shape[1]);
    const ofPicture = (x: Tensor) => x.indexSelect(0, pictures).to("float32");
    const of = (x: Tensor) => x.indexSelect(0, targets);
    const predicted = ofPicture(outputs.depth); // [P, n, n]
    const [cells, valid, metric, part] = [truth.cells, truth.valid, truth.metric, truth.part].map(of);
    const meant = valid.mul(meantCells(truth, targets, part));
    const off = distanceLoss(predicted.sub(cells));
    const metricLoss = weighted(off, valid).add(weighted(off, meant)).mul(0.5).mul(metric); // [P]
    const metricMean = metricLoss.sum().div(metric.sum().clampMin(1));
    // Of flat maps its gradient is many times that of distances, which say all that it says where they are known.
    const unscaled = valid.mul(metric.neg().add(1).reshape([-1, 1, 1]));
    const shape = scaleShiftInvariantLoss(this.#metres(predicted), ofMeanOne(cells.exp(), valid), unscaled);
    const kind = crossEntropyLoss(ofPicture(outputs.kind), of(truth.kind));
    const partLoss = binaryLoss(outputs.part.flatten().indexSelect(0, slots).to("float32"), part);
    const absRel = weighted(this.#metres(predicted.detach()).div(cells.exp()).sub(1).abs(), meant); // [P]
    const learned = qualityLoss(quality, slots, absRel.neg().add(1).clampMin(0), metric);
    return {
      total: metricMean
        .mul(DEPTH_WEIGHTS.metric)
        .add(shape.mul(DEPTH_WEIGHTS.shape))
        .add(kind.mul(DEPTH_WEIGHTS.kind))
        .add(partLoss.mul(DEPTH_WEIGHTS.part))
        .add(learned),
      parts: {
        metric: metricMean.detach(),
        shape: shape.detach(),
        kind: kind.detach(),
        part: partLoss.detach(),
        absRel: absRel.mul(metric).sum().div(metric.sum().clampMin(1)),
        quality: learned.detach(),
      },
    };
  }

  predictions({ depth, part, kind, quality }: DepthOutputs, { queries, masks }: DecoderContext) {
    const [, size] = depth.shape;
    const cells = size * size;
    const [, width] = part.shape;
    const host = (x: Tensor) => x.detach().to("float32").toTypedArray() as Float32Array;
    const [metres, isPart] = [this.#metres(depth), part].map(host);
    const kinds = kind.detach().argmax(-1).toTypedArray() as BigInt64Array;
    const parts = queries.groups.some(({ slots }) => slots.some((slot) => isPart[slot] > 0)) ? masks() : undefined;
    return predictionsOf(queries, quality, (slot): DepthValue | null => {
      const picture = Math.floor(slot / width);
      const meant = isPart[slot] > 0 ? parts?.get(slot) : null;
      if (meant === undefined) return null; // a part that nothing in the picture is
      const own = metres.slice(picture * cells, (picture + 1) * cells);
      return { size, metres: own, kind: depthKinds[Number(kinds[picture])], part: meant };
    }) satisfies Prediction<DepthValue>[];
  }

  toPixels({ size, metres, kind, part }: DepthValue, frame: Frame) {
    const { width, height } = frame;
    const data = frame.valuesFromUnitSquare(metres.map(Math.log), size).map(Math.exp);
    if (part) for (const [pixel, inside] of part.data.entries()) if (!inside) data[pixel] = 0;
    return { depth: { width, height, data, kind } };
  }

  /** Metres within the range of logarithms. */
  #metres(depth: Tensor): Tensor {
    return depth
      .to("float32")
      .clamp(...this.#range)
      .exp();
  }
}

export const depth = {
  unit: "depth",
  settings,
  needs: "mask",
  build: (sizes, own) => new DepthDecoder(sizes, own),
} satisfies UnitDecoderKind<typeof settings>;

/** Coverage of cells by what pairs mean: the whole square, or the mask of a part; 1 where that is not known. [P, n, n] */
function meantCells({ coverage, masksKnown }: DepthTruth, targets: Tensor, part: Tensor): Tensor {
  const known = tensor(masksKnown.map(Number), { device: coverage.device }).indexSelect(0, targets).mul(part);
  const weight = known.reshape([-1, 1, 1]);
  return coverage.indexSelect(0, targets).mul(weight).add(weight.neg().add(1));
}

/**
 * Of differences of logarithms, by cells: the mean of how far these are off, which tells too near from too far alike, and of how far
 * distances are, relative to the true ones, as AbsRel measures them.
 */
function distanceLoss(off: Tensor): Tensor {
  return off.abs().add(off.clampMax(FARTHEST_OFF).exp().sub(1).abs()).mul(0.5);
}

/** Mean of x by weights for each pair: [P, n, n] twice -> [P]. */
function weighted(x: Tensor, weights: Tensor): Tensor {
  return x.mul(weights).flatten(1).sum(1).div(weights.flatten(1).sum(1).clampMin(1e-6));
}

/** Scaled so that the mean of the valid cells is 1. */
function ofMeanOne(x: Tensor, valid: Tensor): Tensor {
  return x.div(weighted(x, valid).clampMin(1e-6).reshape([-1, 1, 1]));
}
