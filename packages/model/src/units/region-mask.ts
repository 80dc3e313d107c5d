// The unit "mask" by looking closely at a box: the one that a <REF> points at, or that the user drew, is cut out of the picture's
// maps, and each cell of it says whether it belongs to the thing. Needs no state to learn from, only boxes.
import { nn, type Tensor, tensor, zeros } from "@refvlm/torch";
import { type CxcywhBox, type Frame, Mask, type UnitValues } from "@refvlm/vision";
import { z } from "zod";
import { drawnBoxes } from "../decoders/pointed-at.js";
import { type Prediction, predictionsOf } from "../decoders/query-decoder.js";
import { RegionNet } from "../decoders/region-net.js";
import { binaryLoss, qualityLoss } from "../losses/cross-entropy.js";
import { diceLoss, maskIou } from "../losses/mask.js";
import type { Matching } from "../matching/grouped.js";
import { slotsOf } from "../router.js";
import { type BoxTruth, boxCost, boxTruth } from "./box.js";
import type { LabelledInstance, LabelledInstances } from "./labelled-instances.js";
import { regionSettings } from "./region-settings.js";
import {
  type DecoderContext,
  UnitDecoder,
  type UnitDecoderKind,
  type UnitDecoderSizes,
  type UnitLoss,
} from "./unit-decoder.js";

const settings = z.strictObject(regionSettings);

/** Masks inside regions. */
export interface RegionMasks {
  /** The boxes that were looked at, cxcywh on the padded square [B, Q, 4], and the regions around them that have masks. */
  boxes: Tensor;
  regions: Tensor;
  /** Places in the flattened [B, Q] whose box the user drew. */
  drawn: ReadonlySet<number>;
  /** Over each region, [B Q, n, n]. */
  logits: Tensor;
  /** Logits, [B, Q]. */
  quality: Tensor;
}

/** Boxes, and the instances whose masks are cut out where a query looks. */
export interface RegionMaskTruth extends BoxTruth {
  list: readonly LabelledInstance[];
  masksKnown: readonly boolean[];
}

/** Probabilities of a size x size map over a region of the padded square, row-major. */
export interface RegionMaskValue {
  region: CxcywhBox;
  /** The box that the user drew, beyond which nothing is meant. */
  within: CxcywhBox | null;
  size: number;
  probabilities: Float32Array;
}

/** A cell belongs to the mask above this probability: IoU J is the largest at J / (1 + J), where masks reach two thirds. */
const CUT = 0.4;

/** Quality is the IoU of the mask, cut at `CUT`, with the true one, as far as the region shows it. */
export class RegionMaskDecoder extends UnitDecoder<RegionMasks, RegionMaskTruth, RegionMaskValue> {
  readonly look: RegionNet;
  readonly qualityHead: nn.Linear;
  override readonly looksAtDrawn = true;
  readonly #grid: number;

  constructor({ grid, featureChannels }: UnitDecoderSizes, own: z.infer<typeof settings>) {
    super();
    this.#grid = grid;
    this.look = new RegionNet({ featureChannels, ...own, outputs: 1 });
    this.qualityHead = new nn.Linear(own.channels, 1);
  }

  forward({ queries, pictures, referenceBoxes, features: encoded }: DecoderContext): RegionMasks {
    const frames = pictures.map(({ frame }) => frame);
    const { boxes, drawn } = drawnBoxes(queries, frames, referenceBoxes);
    const { regions, maps, features } = this.look.forward(boxes, slotsOf(queries), encoded);
    const quality = this.qualityHead.forward(features.mean([2, 3])).reshape(queries.groupIds.shape);
    return { boxes, drawn, regions, logits: maps.squeeze(1), quality };
  }

  /** Nothing is to be learnt from what has no mask. */
  override learnsFrom({ labels }: LabelledInstance): boolean {
    return labels.mask !== undefined;
  }

  truth(instances: LabelledInstances): RegionMaskTruth {
    return { ...boxTruth(instances, this.#grid), list: instances.list, masksKnown: instances.maskKnown };
  }

  where({ coverage }: RegionMaskTruth): Tensor {
    return coverage;
  }

  cost({ boxes }: RegionMasks, truth: RegionMaskTruth, slots: Tensor, rows: Tensor): Tensor {
    return boxCost(boxes, truth, slots, rows);
  }

  loss(
    { regions, logits, quality }: RegionMasks,
    _: DecoderContext,
    truth: RegionMaskTruth,
    matching: Matching,
  ): UnitLoss {
    const known = matching.among(truth.masksKnown);
    if (known.pairs === 0) return { total: zeros([], { device: quality.device }), parts: {} };
    const { slots, targets } = known;
    const chosen = logits.to("float32").flatten(1).indexSelect(0, slots); // [P, n n]
    const target = masksInside(truth, targets, regions.flatten(0, 1).indexSelect(0, slots), logits.shape[2]);
    const binary = binaryLoss(chosen, target);
    const dice = diceLoss(chosen, target);
    const iou = maskIou(chosen.detach().sigmoid().gt(CUT).to("float32"), target.gt(0.5).to("float32")); // [P]
    const learned = qualityLoss(quality, slots, iou);
    return {
      total: binary.add(dice).add(learned),
      parts: { binary: binary.detach(), dice: dice.detach(), iou: iou.mean(), quality: learned.detach() },
    };
  }

  predictions(
    { boxes, drawn, regions, logits, quality }: RegionMasks,
    { queries }: DecoderContext,
  ): Prediction<RegionMaskValue>[] {
    const size = logits.shape[2];
    const cells = size * size;
    const host = (x: Tensor) => x.detach().to("float32").toTypedArray() as Float32Array;
    const [looked, places, values] = [boxes, regions, logits.sigmoid()].map(host);
    const boxAt = (all: Float32Array, slot: number) => all.slice(4 * slot, 4 * slot + 4) as unknown as CxcywhBox;
    return predictionsOf(queries, quality, (slot) => ({
      region: boxAt(places, slot),
      within: drawn.has(slot) ? boxAt(looked, slot) : null,
      size,
      probabilities: values.slice(slot * cells, (slot + 1) * cells),
    }));
  }

  toPixels({ region, within, size, probabilities }: RegionMaskValue, frame: Frame): Partial<UnitValues> {
    const all = frame.maskFromBox(probabilities, size, region, CUT);
    const mask = within ? all.intersect(Mask.fromBox(frame.fromUnitSquare(within), frame.width, frame.height)) : all;
    return mask.area() > 0 ? { mask, box: mask.box() } : { mask };
  }
}

export const regionMask = {
  unit: "mask",
  settings,
  readsPyramid: false,
  build: (sizes, own) => new RegionMaskDecoder(sizes, own),
} satisfies UnitDecoderKind<typeof settings>;

/** Coverage of regions [P, 4] by the masks of rows of the truth [P], on n x n cells: [P, n n]. */
function masksInside({ list }: RegionMaskTruth, targets: Tensor, regions: Tensor, n: number): Tensor {
  const rows = targets.toTypedArray() as BigInt64Array;
  const places = regions.toTypedArray() as Float32Array;
  const values = new Float32Array(rows.length * n * n);
  for (const [pair, row] of rows.entries()) {
    const { labels, frame } = list[Number(row)];
    const region = places.slice(4 * pair, 4 * pair + 4) as unknown as CxcywhBox;
    values.set(frame.maskInBox(labels.mask!, region, n), pair * n * n);
  }
  return tensor(values, { shape: [rows.length, n * n], device: regions.device });
}
