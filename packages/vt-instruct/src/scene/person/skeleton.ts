// The bones of a drawn person in space, seen from where the viewer stands. Lengths in body units: an adult is about 1.
import type { Look } from "./look.js";
import type { Bone, Pair, Pose } from "./pose.js";
import { add, chain, type Rotation, rotateX, rotateY, rotateZ, scale, type Vector } from "./vector.js";

/** Lengths of an adult's bones. The head is larger than life, as drawings have it. */
const lengths = {
  head: 0.085,
  neck: 0.035,
  trunk: 0.28,
  shoulder: 0.1,
  hip: 0.05,
  upperArm: 0.155,
  forearm: 0.135,
  thigh: 0.225,
  shin: 0.215,
};

/** How far the viewer looks down on people. Radians. */
const LOOK_DOWN = 0.14;

export interface ArmBones {
  readonly shoulder: Vector;
  readonly elbow: Vector;
  readonly wrist: Vector;
}

export interface LegBones {
  readonly hip: Vector;
  readonly knee: Vector;
  readonly ankle: Vector;
  /** Where the toes point; unit length. */
  readonly foot: Vector;
}

/** Points in view: x right, y down, z towards the viewer, the middle of the hips at the origin. */
export interface Skeleton {
  readonly arms: Pair<ArmBones>;
  readonly legs: Pair<LegBones>;
  readonly neck: Vector;
  readonly head: Vector;
  /** Radius of the head. */
  readonly headSize: number;
  /** From the frames of trunk, hips and head to the view. */
  readonly trunkFrame: Rotation;
  readonly hipFrame: Rotation;
  readonly headFrame: Rotation;
}

/** Puts a body into a pose. */
export function skeletonOf(look: Look, pose: Pose): Skeleton {
  const hipFrame = chain(rotateY(pose.facing), rotateX(LOOK_DOWN), rotateZ(pose.roll));
  const trunkFrame = chain(rotateY(pose.twist), rotateX(pose.lean), rotateZ(pose.bend), hipFrame);
  const headFrame = chain(rotateY(pose.turn), rotateX(pose.nod), trunkFrame);
  const headSize = lengths.head * look.head;
  const neck = trunkFrame([0, -lengths.trunk - 0.02, 0]);
  const head = add(neck, headFrame([0, -lengths.neck - 0.8 * headSize, 0.012]));

  const arm = (side: 0 | 1): ArmBones => {
    const sign = side === 0 ? 1 : -1;
    const [upper, lower] = pose.arms[side];
    const shoulder = trunkFrame([sign * lengths.shoulder * look.shoulders, -lengths.trunk + 0.015, 0]);
    const elbow = add(shoulder, trunkFrame(scale(direction(upper, sign), lengths.upperArm)));
    return { shoulder, elbow, wrist: add(elbow, trunkFrame(scale(direction(lower, sign), lengths.forearm))) };
  };
  const leg = (side: 0 | 1): LegBones => {
    const sign = side === 0 ? 1 : -1;
    const [upper, lower] = pose.legs[side];
    const hip = hipFrame([sign * lengths.hip * look.hips, 0, 0]);
    const knee = add(hip, hipFrame(scale(direction(upper, sign), lengths.thigh * look.legs)));
    const ankle = add(knee, hipFrame(scale(direction(lower, sign), lengths.shin * look.legs)));
    const foot = hipFrame([0.35 * sign, -0.92 * Math.sin(lower.swing), 0.92 * Math.cos(lower.swing)]);
    return { hip, knee, ankle, foot };
  };
  return { arms: [arm(0), arm(1)], legs: [leg(0), leg(1)], neck, head, headSize, trunkFrame, hipFrame, headFrame };
}

/** Unit vector along a bone; `sign` is 1 on the left. */
function direction({ swing, spread }: Bone, sign: number): Vector {
  const down = Math.cos(spread);
  return [sign * Math.sin(spread), down * Math.cos(swing), down * Math.sin(swing)];
}
