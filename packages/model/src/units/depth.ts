// The unit "depth" (DESIGN section 5): how far everything is, or the part of the picture that a phrase means.
import { crossEntropyLoss, nn, type Tensor, tensor } from "@refvlm/torch";
import { type DepthKind, depthKinds, type Frame } from "@refvlm/vision";
import { z } from "zod";
import { DepthHead } from "../decoders/depth-head.js";
import { type Prediction, predictionsOf } from "../decoders/query-decoder.js";
import { size } from "../layers/sizes.js";
import { binaryLoss, qualityLoss } from "../losses/cross-entropy.js";
import { scaleShiftInvariantLoss } from "../losses/depth.js";
import type { Matching } from "../matching/grouped.js";
import { type DepthCells, depthCells } from "./depth-cells.js";
import type { LabelledInstance, LabelledInstances } from "./labelled-instances.js";
import { MaskDecoder, type MaskOutputs, type MaskTruth } from "./mask.js";
import {
  type DecoderContext,
  UnitDecoder,
  type UnitDecoderKind,
  type UnitDecoderSizes,
  type UnitLoss,
} from "./unit-decoder.js";

const settings = z
  .strictObject({
    /** Width of the region's mask embeddings and of the pixel embeddings. */
    maskSize: size,
    /** The nearest and the farthest that it can say, in metres. */
    near: z.number().positive(),
    far: z.number().positive(),
  })
  .refine(({ near, far }) => near < far, { error: "must be beyond near", path: ["far"] });

/** A map for each query, and what it is a map of. */
export interface DepthOutputs {
  /** The part of the picture that the phrase means, where it means a part. */
  region: MaskOutputs;
  /** Logit of meaning a part of the picture, [B, Q]. */
  part: Tensor;
  /** Logarithm of metres, float32 [B, Q, h, w]. */
  depth: Tensor;
  /** Logits of `depthKinds`, [B, Q, 3]. */
  kind: Tensor;
  /** Logits, [B, Q]. */
  quality: Tensor;
}

/** A map is of the whole picture, whatever part of it the phrase means. */
export interface DepthTruth extends DepthCells {
  region: MaskTruth;
  /** Whether the phrase means a part, 0 or 1: [K]. */
  part: Tensor;
}

export interface DepthValue {
  size: number;
  /** Metres of a size x size map over the padded square, row-major. */
  metres: Float32Array;
  kind: DepthKind;
  /** Probabilities of belonging to the meant part; null where the whole picture is meant. */
  region: Float32Array | null;
}

/** Weights of the losses. */
export const DEPTH_WEIGHTS = { metric: 4, shape: 1, kind: 0.2, part: 0.5 };

/** Quality is 1 - AbsRel of the meant pixels. */
export class DepthDecoder extends UnitDecoder<DepthOutputs, DepthTruth, DepthValue> {
  readonly region: MaskDecoder;
  readonly head: DepthHead;
  readonly partHead: nn.Linear;
  readonly kindHead: nn.Linear;
  readonly qualityHead: nn.Linear;
  readonly #grid: number;
  readonly #range: readonly [low: number, high: number];

  constructor(sizes: UnitDecoderSizes, { maskSize, near, far }: z.infer<typeof settings>) {
    super();
    const { width, grid } = sizes;
    this.#grid = grid;
    this.#range = [Math.log(near), Math.log(far)];
    this.region = new MaskDecoder(sizes, { maskSize, boxPath: true });
    this.head = new DepthHead(width, maskSize, this.#range);
    this.partHead = new nn.Linear(width, 1);
    this.kindHead = new nn.Linear(width, depthKinds.length);
    this.qualityHead = new nn.Linear(width, 1);
  }

  forward(context: DecoderContext): DepthOutputs {
    const region = this.region.forward(context);
    return {
      region,
      part: this.partHead.forward(region.states).squeeze(-1),
      depth: this.head.forward(region.states, context.pyramid(), context.pixelEmbeddings()),
      kind: this.kindHead.forward(region.states),
      quality: this.qualityHead.forward(region.states).squeeze(-1),
    };
  }

  /** Depth is of the picture: objects by themselves have none. */
  override learnsFrom({ labels }: LabelledInstance): boolean {
    return labels.depth !== undefined;
  }

  truth(instances: LabelledInstances): DepthTruth {
    const part = instances.placed.map(Number);
    return {
      ...depthCells(instances, this.#grid),
      region: this.region.truth(instances),
      part: tensor(Float32Array.from(part), { device: instances.device }),
    };
  }

  where({ region }: DepthTruth): Tensor {
    return this.region.where(region);
  }

  /** All instances of a picture have one map: they differ in the part that they are. */
  cost({ region }: DepthOutputs, truth: DepthTruth, slots: Tensor, rows: Tensor): Tensor {
    return this.region.cost(region, truth.region, slots, rows);
  }

  loss(outputs: DepthOutputs, context: DecoderContext, truth: DepthTruth, matching: Matching): UnitLoss {
    const region = this.region.loss(outputs.region, context, truth.region, matching);
    const known = matching.among(truth.mapsKnown);
    if (known.pairs === 0) return region;
    const { slots, targets } = known;
    const chosen = (x: Tensor) => x.flatten(0, 1).indexSelect(0, slots).to("float32");
    const of = (x: Tensor) => x.indexSelect(0, targets);
    const predicted = chosen(outputs.depth); // [P, h, w]
    const [cells, valid, metric, part] = [truth.cells, truth.valid, truth.metric, truth.part].map(of);
    const meant = valid.mul(meantCells(truth.region, targets, part));
    const off = predicted.sub(cells).abs(); // of logarithms: relative to the distance
    const metricLoss = weighted(off, valid).add(weighted(off, meant)).mul(0.5).mul(metric); // [P]
    const metricMean = metricLoss.sum().div(metric.sum().clampMin(1));
    const shape = scaleShiftInvariantLoss(this.#metres(predicted), ofMeanOne(cells.exp(), valid), valid);
    const kind = crossEntropyLoss(chosen(outputs.kind), of(truth.kind));
    const partLoss = binaryLoss(chosen(outputs.part), part);
    const absRel = weighted(this.#metres(predicted.detach()).div(cells.exp()).sub(1).abs(), meant); // [P]
    const learned = qualityLoss(outputs.quality, slots, absRel.neg().add(1).clampMin(0), metric);
    return {
      total: region.total
        .add(metricMean.mul(DEPTH_WEIGHTS.metric))
        .add(shape.mul(DEPTH_WEIGHTS.shape))
        .add(kind.mul(DEPTH_WEIGHTS.kind))
        .add(partLoss.mul(DEPTH_WEIGHTS.part))
        .add(learned),
      parts: {
        ...region.parts,
        metric: metricMean.detach(),
        shape: shape.detach(),
        kind: kind.detach(),
        part: partLoss.detach(),
        absRel: absRel.mul(metric).sum().div(metric.sum().clampMin(1)),
        quality: learned.detach(),
      },
    };
  }

  predictions({ depth, region, part, kind, quality }: DepthOutputs, { queries }: DecoderContext) {
    const size = depth.shape[3];
    const cells = size * size;
    const host = (x: Tensor) => x.detach().to("float32").toTypedArray() as Float32Array;
    const [metres, within, isPart] = [this.#metres(depth), region.logits.sigmoid(), part].map(host);
    const kinds = kind.detach().argmax(-1).toTypedArray() as BigInt64Array;
    return predictionsOf(queries, quality, (slot) => {
      const own = (values: Float32Array) => values.slice(slot * cells, (slot + 1) * cells);
      return {
        size,
        metres: own(metres),
        kind: depthKinds[Number(kinds[slot])],
        region: isPart[slot] > 0 ? own(within) : null,
      };
    }) satisfies Prediction<DepthValue>[];
  }

  toPixels({ size, metres, kind, region }: DepthValue, frame: Frame) {
    const { width, height } = frame;
    const data = frame.valuesFromUnitSquare(metres.map(Math.log), size).map(Math.exp);
    if (region) {
      const meant = frame.maskFromUnitSquare(region, size);
      for (const [pixel, inside] of meant.data.entries()) if (!inside) data[pixel] = 0;
    }
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
  pixelChannels: ({ maskSize }) => maskSize,
  build: (sizes, own) => new DepthDecoder(sizes, own),
} satisfies UnitDecoderKind<typeof settings>;

/** Coverage of cells by what pairs mean: the whole square, or the mask of a part; 1 where that is not known. [P, n, n] */
function meantCells({ coverage, masksKnown }: MaskTruth, targets: Tensor, part: Tensor): Tensor {
  const known = tensor(masksKnown.map(Number), { device: coverage.device }).indexSelect(0, targets).mul(part);
  const weight = known.reshape([-1, 1, 1]);
  return coverage.indexSelect(0, targets).mul(weight).add(weight.neg().add(1));
}

/** Mean of x by weights for each pair: [P, n, n] twice -> [P]. */
function weighted(x: Tensor, weights: Tensor): Tensor {
  return x.mul(weights).flatten(1).sum(1).div(weights.flatten(1).sum(1).clampMin(1e-6));
}

/** Scaled so that the mean of the valid cells is 1. */
function ofMeanOne(x: Tensor, valid: Tensor): Tensor {
  return x.div(weighted(x, valid).clampMin(1e-6).reshape([-1, 1, 1]));
}
