// X-Pose (UniPose) as the decoder of keypoints: it finds what the phrase of a `<REF>` says, and its joints.
import { cat, type Tensor, tensor } from "@refvlm/torch";
import { type CxcywhBox, type Frame, JOINTS, type Keypoint, type Point } from "@refvlm/vision";
import { z } from "zod";
import type { FramedPicture } from "../encoders/pixels.js";
import { keypointLoss } from "../losses/keypoint.js";
import type { Matching } from "../matching/grouped.js";
import {
  jointDistance,
  KEYPOINT_WEIGHTS,
  type KeypointTruth,
  keypointCost,
  keypointTruth,
  sigmas,
} from "../units/keypoint.js";
import type { LabelledInstance, LabelledInstances } from "../units/labelled-instances.js";
import type { DecoderContext, UnitDecoderKind, UnitDecoderSizes, UnitLoss } from "../units/unit-decoder.js";
import { type ChosenOutputs, chosen, PhraseDecoder } from "./grounding-dino/phrase-decoder.js";
import type { SeenTokens } from "./grounding-dino/phrase-detector.js";
import { onSquare, PhraseQueries } from "./grounding-dino/phrase-queries.js";
import type { Posed } from "./uni-pose/network.js";
import { PoseFinder, poseFinderConfig } from "./uni-pose/pose-finder.js";

export const UNI_POSE_LICENCE =
  "X-Pose (UniPose) is for non-commercial research only, its weights and what is made with them";

/** What X-Pose's authors take. */
const THRESHOLD = 0.1;

const settings = z.strictObject({
  ...poseFinderConfig.shape,
  /** A `<REF>` whose instance has a lower score stays empty. */
  threshold: z.number().min(0).max(1).default(THRESHOLD),
});
type Settings = z.infer<typeof settings>;

/** Instances of one name, with their joints. */
export class PosedQueries extends PhraseQueries {
  /** x and y on the padded square, [N, J, 2]. */
  readonly joints: Tensor;

  /** @param posed of one picture and one name */
  constructor({ logits, boxes, states, joints }: Posed, frame: Frame) {
    const instances = states.squeeze(0).select(1, 0);
    super({ fits: logits.squeeze(2).squeeze(0), boxes: boxes.squeeze(0), states: instances }, frame);
    this.joints = onSquare(joints.squeeze(0), frame);
  }

  override tensors(): Tensor[] {
    return [...super.tensors(), this.joints];
  }
}

/** An instance's box and joints on the padded square. */
export interface PoseValue {
  box: CxcywhBox;
  joints: readonly Point[];
}

type Outputs = ChosenOutputs<PosedQueries>;

export class UniPoseDecoder extends PhraseDecoder<PosedQueries, KeypointTruth, PoseValue> {
  readonly network: PoseFinder;
  readonly #grid: number;

  constructor({ grid, width }: UnitDecoderSizes, { threshold, ...config }: Settings) {
    super(width, config.width, threshold);
    this.#grid = grid;
    this.network = new PoseFinder(config);
  }

  override perceive(pictures: readonly FramedPicture[]): SeenTokens[] {
    return pictures.map(({ picture }) => this.network.see(picture));
  }

  protected look(seen: SeenTokens, phrase: string, frame: Frame): PosedQueries | undefined {
    const posed = this.network.forward(seen, phrase);
    return posed && new PosedQueries(posed, frame);
  }

  /** Nothing is to be learnt from what has no joints, or nobody has marked. */
  override learnsFrom({ labels }: LabelledInstance): boolean {
    return labels.keypoint !== undefined;
  }

  truth(instances: LabelledInstances): KeypointTruth {
    return keypointTruth(instances, this.#grid);
  }

  cost({ boxes, refs }: Outputs, truth: KeypointTruth, slots: Tensor, rows: Tensor): Tensor {
    const [batch, length] = boxes.shape;
    const joints = chosen(refs, batch * length, 2 * JOINTS.length, boxes, (queries) => queries.joints);
    return keypointCost(boxes, joints.view([batch, length, JOINTS.length, 2]), truth, slots, rows);
  }

  override loss(outputs: Outputs, context: DecoderContext, truth: KeypointTruth, matching: Matching): UnitLoss {
    const { total, parts } = super.loss(outputs, context, truth, matching);
    const learning = this.learning(outputs, truth, matching).filter(({ row }) => truth.jointsKnown[row]);
    if (learning.length === 0) return { total, parts };
    const predicted = cat(learning.map(({ of, nearest }) => of.joints.indexSelect(0, nearest))).to("float32"); // [P, J, 2]
    const { device } = truth.joints;
    const rows = tensor(
      BigInt64Array.from(learning, ({ row }) => BigInt(row)),
      { device },
    );
    const [joints, areas] = [truth.joints, truth.areas].map((each) => each.indexSelect(0, rows));
    const oks = keypointLoss(predicted, joints, areas, sigmas(device));
    const jointL1 = jointDistance(predicted, joints, areas);
    return {
      total: total.add(oks.mul(KEYPOINT_WEIGHTS.oks)).add(jointL1.mul(KEYPOINT_WEIGHTS.l1)),
      parts: { ...parts, oks: oks.detach().neg().add(1), jointL1: jointL1.detach() },
    };
  }

  protected answerOf({ boxes, joints }: PosedQueries, query: number): PoseValue {
    const of = (x: Tensor) => x.select(0, query).detach().to("float32");
    return {
      box: of(boxes).toArray() as unknown as CxcywhBox,
      joints: of(joints).toArray() as unknown as Point[],
    };
  }

  /** Whether a joint is in sight X-Pose does not say; each has a place, and counts as seen. */
  toPixels({ box, joints }: PoseValue, frame: Frame) {
    const keypoint = joints.map((joint): Keypoint => {
      const [x, y] = frame.pointFromUnitSquare(joint);
      return [Math.min(Math.max(x, 0), frame.width), Math.min(Math.max(y, 0), frame.height), 2];
    });
    return { keypoint, box: frame.fromUnitSquare(box) };
  }
}

export const uniPose = {
  unit: "keypoint",
  settings,
  notice: UNI_POSE_LICENCE,
  network: ({ threshold: _, ...config }) => new PoseFinder(config),
  build: (sizes, own) => new UniPoseDecoder(sizes, own),
} satisfies UnitDecoderKind<typeof settings>;
