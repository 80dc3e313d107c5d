// The unit "keypoint" by looking closely at a box: each joint is a map of where in the region around the box it may be.
import { nn, type Tensor, zeros } from "@refvlm/torch";
import { type Frame, JOINTS } from "@refvlm/vision";
import { z } from "zod";
import { placedIn } from "../boxes.js";
import { drawnBoxes } from "../decoders/pointed-at.js";
import type { Prediction } from "../decoders/query-decoder.js";
import { RegionNet } from "../decoders/region-net.js";
import { cellCentres } from "../layers/sine-positions.js";
import { qualityLoss } from "../losses/cross-entropy.js";
import { keypointSimilarity } from "../losses/keypoint.js";
import type { Matching } from "../matching/grouped.js";
import { slotsOf } from "../router.js";
import {
  jointPixels,
  jointPredictions,
  type KeypointTruth,
  type KeypointValue,
  keypointCost,
  keypointTruth,
  sightLoss,
  sigmas,
} from "./keypoint.js";
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

/** Joints inside regions. */
export interface RegionJoints {
  /** The boxes that were looked at, cxcywh on the padded square [B, Q, 4], and the regions around them that have maps. */
  boxes: Tensor;
  regions: Tensor;
  /** Where each joint may be, logits of the cells of a region: [B Q, J, n n]. */
  logits: Tensor;
  /** Where it most likely is, (x, y) on the padded square, no gradient: float32 [B, Q, J, 2]. */
  places: Tensor;
  /** Logits of being in sight, [B, Q, J]. */
  sight: Tensor;
  /** Logits, [B, Q]. */
  quality: Tensor;
}

/** Standard deviation of the blots that the maps learn, in cells. */
const SPREAD = 1;
/** Cells around the likeliest one of which the place is the mean. */
const REACH = 2;
/** Weights of the joints' losses. */
const WEIGHTS = { place: 1, sight: 0.5 };

/** Quality is the object keypoint similarity with the true joints. */
export class RegionKeypointDecoder extends UnitDecoder<RegionJoints, KeypointTruth, KeypointValue> {
  readonly look: RegionNet;
  /** A row of weights for each joint, for what is seen where it is. */
  readonly sightHead: nn.Linear;
  readonly qualityHead: nn.Linear;
  override readonly looksAtDrawn = true;
  readonly #grid: number;

  constructor({ grid, featureChannels }: UnitDecoderSizes, own: z.infer<typeof settings>) {
    super();
    this.#grid = grid;
    this.look = new RegionNet({ featureChannels, ...own, outputs: JOINTS.length });
    this.sightHead = new nn.Linear(own.channels, JOINTS.length);
    this.qualityHead = new nn.Linear(own.channels, 1);
  }

  forward({ queries, pictures, referenceBoxes, features: encoded }: DecoderContext): RegionJoints {
    const { shape } = queries.groupIds;
    const { weight, bias } = this.sightHead;
    const frames = pictures.map(({ frame }) => frame);
    const { boxes } = drawnBoxes(queries, frames, referenceBoxes);
    const { regions, maps, features } = this.look.forward(boxes, slotsOf(queries), encoded);
    const logits = maps.flatten(2); // [R, J, T]
    const likely = logits.detach().softmax(-1);
    const atJoints = likely.matmul(features.flatten(2).transpose(1, 2)); // [R, J, channels]
    const inside = likeliest(likely.to("float32"), maps.shape[2]).reshape([...shape, JOINTS.length, 2]);
    return {
      boxes,
      regions,
      logits,
      places: placedIn(inside, regions),
      sight: atJoints
        .mul(weight)
        .sum(-1)
        .add(bias!)
        .reshape([...shape, JOINTS.length]),
      quality: this.qualityHead.forward(features.mean([2, 3])).reshape(shape),
    };
  }

  /** Nothing is to be learnt from what is no person, or nobody has marked. */
  override learnsFrom({ labels }: LabelledInstance): boolean {
    return labels.keypoint !== undefined;
  }

  truth(instances: LabelledInstances): KeypointTruth {
    return keypointTruth(instances, this.#grid);
  }

  where({ coverage }: KeypointTruth): Tensor {
    return coverage;
  }

  cost({ boxes, places }: RegionJoints, truth: KeypointTruth, slots: Tensor, rows: Tensor): Tensor {
    return keypointCost(boxes, places, truth, slots, rows);
  }

  loss(
    { regions, logits, places, sight, quality }: RegionJoints,
    _: DecoderContext,
    truth: KeypointTruth,
    matching: Matching,
  ): UnitLoss {
    const { pairs, slots, targets } = matching.among(truth.jointsKnown);
    if (pairs === 0) return { total: zeros([], { device: quality.device }), parts: {} };
    const chosen = (x: Tensor) => x.flatten(0, 1).indexSelect(0, slots).to("float32");
    const joints = truth.joints.indexSelect(0, targets); // [P, J, 3]
    const areas = truth.areas.indexSelect(0, targets); // [P]
    const place = placeLoss(logits.indexSelect(0, slots).to("float32"), joints, chosen(regions));
    const seen = sightLoss(chosen(sight), joints.select(-1, 2));
    const reached = keypointSimilarity(chosen(places), joints, areas, sigmas(areas.device)); // [P]
    const learned = qualityLoss(quality, slots, reached);
    return {
      total: place.mul(WEIGHTS.place).add(seen.mul(WEIGHTS.sight)).add(learned),
      parts: { place: place.detach(), sight: seen.detach(), oks: reached.mean(), quality: learned.detach() },
    };
  }

  predictions(outputs: RegionJoints, { queries }: DecoderContext): Prediction<KeypointValue>[] {
    return jointPredictions(outputs, queries);
  }

  toPixels(value: KeypointValue, frame: Frame) {
    return jointPixels(value, frame);
  }
}

export const regionKeypoint = {
  unit: "keypoint",
  settings,
  readsPyramid: false,
  build: (sizes, own) => new RegionKeypointDecoder(sizes, own),
} satisfies UnitDecoderKind<typeof settings>;

/** Mean of the places around the likeliest cell of n x n: probabilities [R, J, T] -> (x, y) in 0..1 of the region, [R, J, 2]. */
function likeliest(likely: Tensor, n: number): Tensor {
  const [regions, joints] = likely.shape;
  const centres = cellCentres(n, n, likely.device); // [T, 2]
  const peaks = centres.indexSelect(0, likely.argmax(-1).flatten()).reshape([regions, joints, 1, 2]);
  const near = centres
    .sub(peaks)
    .abs()
    .amax(-1)
    .lt((REACH + 0.5) / n);
  const around = likely.mul(near.to("float32")); // [R, J, T]
  return around.matmul(centres).div(around.sum(-1, true).clampMin(1e-12));
}

/**
 * Cross-entropy of the cells with a blot around the true place, mean over labelled joints that lie in their region.
 * @param logits [P, J, T]
 * @param joints (x, y) on the padded square and visibility, [P, J, 3]
 * @param regions cxcywh, [P, 4]
 */
function placeLoss(logits: Tensor, joints: Tensor, regions: Tensor): Tensor {
  const n = Math.sqrt(logits.shape[2]);
  const [centre, sides] = [0, 2].map((from) => regions.narrow(-1, from, 2).unsqueeze(1)); // [P, 1, 2]
  const inside = joints.narrow(-1, 0, 2).sub(centre).div(sides).add(0.5); // [P, J, 2]
  const counts = inside.sub(0.5).abs().amax(-1).lt(0.5).logicalAnd(joints.select(-1, 2).gt(0)).to("float32"); // [P, J]
  const off = cellCentres(n, n, logits.device).sub(inside.unsqueeze(2)).mul(n).square().sum(-1); // [P, J, T]
  const blot = off.div(-2 * SPREAD ** 2).softmax(-1);
  const each = blot.mul(logits.logSoftmax(-1)).sum(-1).neg(); // [P, J]
  return each.mul(counts).sum().div(counts.sum().clampMin(1));
}
