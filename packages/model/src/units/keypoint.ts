// The unit "keypoint" (section 4.3, appendix D): the box decoder's path finds a person, whose state is expanded to COCO's joints.
import { type Tensor, tensor } from "@refvlm/torch";
import {
  boxArea,
  COCO_SIGMAS,
  type CxcywhBox,
  type Frame,
  hullOf,
  JOINTS,
  type Keypoint,
  type Point,
} from "@refvlm/vision";
import { z } from "zod";
import { JointDecoder, type JointOutputs } from "../decoders/joint-decoder.js";
import { mapOf } from "../decoders/pyramid-memory.js";
import { type Prediction, predictionsOf, QueryDecoder, type QueryOutputs } from "../decoders/query-decoder.js";
import { depth, size } from "../layers/sizes.js";
import { qualityLoss, weightedBinaryLoss } from "../losses/cross-entropy.js";
import { keypointLoss, keypointSimilarity } from "../losses/keypoint.js";
import { gatherRows, type Matching } from "../matching/grouped.js";
import type { UnitQueries } from "../router.js";
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
  /** Layers of the joints' queries. */
  layers: depth,
  /** Side of the grid on which the surroundings of a box are read. */
  grid: size,
  /** Channels of the pixel embeddings. */
  pixelChannels: size,
});

/** The query path's outputs and the joints. */
export type KeypointOutputs = QueryOutputs & JointOutputs;

/** What is known of persons; a joint that is not labelled has visibility 0 and counts nowhere. */
export interface KeypointTruth extends BoxTruth {
  /** (x, y) on the padded square and visibility, [K, J, 3]. */
  joints: Tensor;
  jointsKnown: readonly boolean[];
  /** Area of the person in squares of the padded square, [K]. */
  areas: Tensor;
}

/** A person's box and joints on the padded square. */
export interface KeypointValue {
  box: CxcywhBox;
  joints: readonly { at: Point; inSight: boolean }[];
}

/** Weights of the joints' losses. */
export const KEYPOINT_WEIGHTS = { oks: 3, l1: 3, sight: 0.5 };

/** Quality is the object keypoint similarity with the true joints. */
export class KeypointDecoder extends UnitDecoder<KeypointOutputs, KeypointTruth, KeypointValue> {
  readonly query: QueryDecoder;
  readonly joints: JointDecoder;
  readonly #grid: number;

  constructor({ grid, ...sizes }: UnitDecoderSizes, own: z.infer<typeof settings>) {
    super();
    this.#grid = grid;
    this.query = new QueryDecoder(sizes);
    this.joints = new JointDecoder({ ...sizes, ...own, joints: JOINTS.length });
  }

  forward(context: DecoderContext): KeypointOutputs {
    const found = this.query.forward(context);
    const boxes = found.boxes.at(-1)!.detach().to("float32");
    const map = mapOf(context.pyramid(), 0);
    return { ...found, ...this.joints.forward(found.states, boxes, map, context.pixelEmbeddings()) };
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

  cost({ boxes, places }: KeypointOutputs, truth: KeypointTruth, slots: Tensor, rows: Tensor): Tensor {
    return keypointCost(boxes.at(-1)!, places.at(-1)!, truth, slots, rows);
  }

  loss(outputs: KeypointOutputs, _: DecoderContext, truth: KeypointTruth, matching: Matching): UnitLoss {
    const { boxes, quality, places, sight } = outputs;
    const { total, parts } = boxPathLoss(boxes, truth, matching);
    const { pairs, slots, targets } = matching.among(truth.jointsKnown);
    if (pairs === 0) return { total, parts };
    const joints = truth.joints.indexSelect(0, targets); // [P, J, 3]
    const areas = truth.areas.indexSelect(0, targets); // [P]
    const each = places.map((layer) => layer.flatten(0, 1).indexSelect(0, slots)); // [P, J, 2]
    const tolerance = sigmas(areas.device);
    const mean = (loss: (predicted: Tensor) => Tensor) =>
      each
        .map(loss)
        .reduce((sum, layer) => sum.add(layer))
        .div(each.length);
    const oks = mean((predicted) => keypointLoss(predicted, joints, areas, tolerance));
    const jointL1 = mean((predicted) => jointDistance(predicted, joints, areas));
    const seen = sightLoss(sight.flatten(0, 1).indexSelect(0, slots).to("float32"), joints.select(-1, 2));
    const reached = keypointSimilarity(each.at(-1)!.detach(), joints, areas, tolerance); // [P]
    const learned = qualityLoss(quality, slots, reached);
    return {
      total: total
        .add(oks.mul(KEYPOINT_WEIGHTS.oks))
        .add(jointL1.mul(KEYPOINT_WEIGHTS.l1))
        .add(seen.mul(KEYPOINT_WEIGHTS.sight))
        .add(learned),
      parts: {
        ...parts,
        jointL1: jointL1.detach(),
        sight: seen.detach(),
        oks: reached.mean(),
        quality: learned.detach(),
      },
    };
  }

  predictions({ boxes, places, sight, quality }: KeypointOutputs, { queries }: DecoderContext) {
    return jointPredictions({ boxes: boxes.at(-1)!, places: places.at(-1)!, sight, quality }, queries);
  }

  toPixels(value: KeypointValue, frame: Frame) {
    return jointPixels(value, frame);
  }
}

export const keypoint = {
  unit: "keypoint",
  settings,
  pixelChannels: ({ pixelChannels }) => pixelChannels,
  build: (sizes, own) => new KeypointDecoder(sizes, own),
} satisfies UnitDecoderKind<typeof settings>;

/**
 * Persons as predictions.
 * @param found boxes [B, Q, 4] and joints [B, Q, J, 2] on the padded square; logits of sight [B, Q, J] and quality [B, Q]
 */
export function jointPredictions(
  { boxes, places, sight, quality }: Record<"boxes" | "places" | "sight" | "quality", Tensor>,
  queries: UnitQueries,
): Prediction<KeypointValue>[] {
  const [box, at, inSight] = [boxes, places, sight].map(
    (values) => values.detach().to("float32").toTypedArray() as Float32Array,
  );
  return predictionsOf(queries, quality, (slot) => ({
    box: box.slice(4 * slot, 4 * slot + 4) as unknown as CxcywhBox,
    joints: JOINTS.map((_, j) => {
      const joint = slot * JOINTS.length + j;
      return { at: [at[2 * joint], at[2 * joint + 1]] as const, inSight: inSight[joint] > 0 };
    }),
  }));
}

/** A person in the pixels of the original picture. */
export function jointPixels({ box, joints }: KeypointValue, frame: Frame) {
  const keypoint = joints.map(({ at, inSight }): Keypoint => {
    const [x, y] = frame.pointFromUnitSquare(at);
    return [Math.min(Math.max(x, 0), frame.width), Math.min(Math.max(y, 0), frame.height), inSight ? 2 : 1];
  });
  return { keypoint, box: frame.fromUnitSquare(box) };
}

/** What is known of instances' joints, and of their boxes on the grid. */
export function keypointTruth(instances: LabelledInstances, grid: number): KeypointTruth {
  const { list, device } = instances;
  const labels = instances.labels("keypoint");
  const joints = list.flatMap(({ frame }, k) =>
    JOINTS.flatMap((_, j) => {
      const [x, y, visibility] = labels[k]?.[j] ?? [0, 0, 0];
      return [...frame.pointToUnitSquare([x, y]), visibility];
    }),
  );
  return {
    ...boxTruth(instances, grid),
    joints: tensor(Float32Array.from(joints), { shape: [list.length, JOINTS.length, 3], device }),
    jointsKnown: labels.map((person) => person?.some(([, , visibility]) => visibility > 0) ?? false),
    areas: tensor(Float32Array.from(list, areaOf), { device }),
  };
}

/** Matching cost of boxes [B, Q, 4] and joints [B, Q, J, 2] at padded indices [G, N] and [G, M] -> [G, N, M]. */
export function keypointCost(boxes: Tensor, places: Tensor, truth: KeypointTruth, slots: Tensor, rows: Tensor): Tensor {
  const predicted = gatherRows(places.flatten(0, 1), slots).unsqueeze(2); // [G, N, 1, J, 2]
  const joints = gatherRows(truth.joints, rows).unsqueeze(1); // [G, 1, M, J, 3]
  const areas = gatherRows(truth.areas, rows).unsqueeze(1); // [G, 1, M]
  const distance = keypointSimilarity(predicted, joints, areas, sigmas(areas.device)).neg().add(1); // [G, N, M]
  const apart = ofKnown(distance.mul(KEYPOINT_WEIGHTS.oks), truth.jointsKnown, rows);
  return boxCost(boxes, truth, slots, rows).add(apart);
}

/** COCO's tolerances, [J]. */
export function sigmas(device: string): Tensor {
  return tensor(Float32Array.from(COCO_SIGMAS), { device });
}

/** Area of the mask, else of the box, else of what the labelled joints span (COCO's rule as far as it goes), of the padded square. */
function areaOf({ labels: { mask, box, keypoint = [] }, frame }: LabelledInstance): number {
  const span = () => hullOf(keypoint.filter(([, , seen]) => seen > 0).map(([x, y]) => [x, y, x, y] as const));
  const around = box ?? span();
  const pixels = mask?.area() || (around ? boxArea(around) : 0);
  return Math.max(1, pixels) / frame.side ** 2;
}

/** |x| and |y| off, in square roots of the person's area, mean over labelled joints: [P, J, 2], [P, J, 3], [P] -> []. */
export function jointDistance(predicted: Tensor, joints: Tensor, areas: Tensor): Tensor {
  const labelled = joints.select(-1, 2).gt(0).to("float32"); // [P, J]
  const off = predicted
    .sub(joints.narrow(-1, 0, 2))
    .abs()
    .sum(-1); // [P, J]
  return off.div(areas.sqrt().unsqueeze(-1)).mul(labelled).sum().div(labelled.sum());
}

/** Whether labelled joints are in sight or hidden: logits and visibilities [P, J] -> []. */
export function sightLoss(logits: Tensor, visibility: Tensor): Tensor {
  return weightedBinaryLoss(logits, visibility.gt(1).to("float32"), visibility.gt(0).to("float32"));
}
