// How a drawn person stands: angles of body, head and limbs, drawn from everyday poses.
import type { Random } from "../../random.js";

/**
 * Direction of a bone in radians: `swing` forward from hanging down, `spread` outward from the body. It is told in the
 * frame of the trunk for arms and of the hips for legs, not relative to the bone above it.
 */
export interface Bone {
  readonly swing: number;
  readonly spread: number;
}

/** An arm (upper arm, forearm) or a leg (thigh, shin). */
export type Limb = readonly [upper: Bone, lower: Bone];

/** Left and right. */
export type Pair<T> = readonly [left: T, right: T];

/** All angles of a figure, in radians. */
export interface Pose {
  /** Where it faces: 0 to the viewer, positive to the right of the picture, pi away. */
  readonly facing: number;
  /** Tilt in the picture. */
  readonly roll: number;
  /** Trunk forward, sideways, and its turn against the hips. */
  readonly lean: number;
  readonly bend: number;
  readonly twist: number;
  /** Head against the trunk: to the left or right, and down. */
  readonly turn: number;
  readonly nod: number;
  readonly arms: Pair<Limb>;
  readonly legs: Pair<Limb>;
}

const bones = (swing: number, spread: number, lowerSwing: number, lowerSpread: number): Limb => [
  { swing, spread },
  { swing: lowerSwing, spread: lowerSpread },
];

/** What one arm does, whatever the other does. */
const armPoses = {
  hanging: bones(0, 0.16, 0.15, 0.08),
  relaxed: bones(-0.1, 0.3, 0.35, 0.15),
  onHip: bones(-0.25, 0.85, 0.3, -0.75),
  waving: bones(0.1, 1.5, 0.2, 2.75),
  up: bones(0.15, 2.6, 0.1, 2.9),
  cheering: bones(0.1, 2.1, 0.15, 2.6),
  aside: bones(0.1, 1.5, 0.15, 1.55),
  pointing: bones(1.35, 0.35, 1.5, 0.25),
  bent: bones(0.1, 0.2, 1.6, 0.05),
  onHead: bones(0.3, 1.75, 0.4, 3.9),
  onBelly: bones(0.15, 0.4, 0.75, -0.95),
  behind: bones(-0.5, 0.3, -0.5, -0.5),
} satisfies Record<string, Limb>;

/** What both arms do where they do it together. */
const armsTogether: Pair<Limb>[] = [
  [bones(0.75, 0.15, 1.7, 0.05), bones(-0.65, 0.2, 0.5, 0.05)],
  [bones(0.4, 0.12, 0.6, 0.05), bones(-0.4, 0.15, -0.2, 0.1)],
];

/** What the legs do, and how far the trunk leans forward with it. */
const legPoses: readonly { legs: Pair<Limb>; lean: number }[] = [
  { legs: [bones(0, 0.06, 0, 0.03), bones(0, 0.06, 0, 0.03)], lean: 0 },
  { legs: [bones(0, 0.28, 0, 0.22), bones(0, 0.28, 0, 0.22)], lean: 0 },
  { legs: [bones(0.05, 0.1, -0.02, 0.05), bones(0.2, 0.2, -0.3, 0.15)], lean: 0 },
  { legs: [bones(0.45, 0.06, 0.3, 0.03), bones(-0.3, 0.06, -0.6, 0.03)], lean: 0.06 },
  { legs: [bones(1.05, 0.06, 0.1, 0.03), bones(-0.4, 0.08, -1.5, 0.05)], lean: 0.22 },
  { legs: [bones(1.15, 0.2, -0.15, 0.1), bones(-0.5, 0.12, -0.65, 0.1)], lean: 0.12 },
  { legs: [bones(0.05, 0.08, -0.03, 0.05), bones(1.2, 0.25, 0.5, 0.2)], lean: -0.12 },
  { legs: [bones(0.85, 0.35, -0.75, 0.25), bones(0.85, 0.35, -0.75, 0.25)], lean: 0.35 },
  { legs: [bones(0.3, 0.55, -0.75, 0.3), bones(0.3, 0.55, -0.75, 0.3)], lean: 0.05 },
  { legs: [bones(0, 0.05, 0, 0.03), bones(0.25, 1.0, -0.2, -0.55)], lean: 0 },
  { legs: [bones(1.45, 0.12, 0, 0.06), bones(1.45, 0.14, 0, 0.08)], lean: 0 },
  { legs: [bones(1.35, 0.15, 0.05, 0.1), bones(-0.05, 0.12, -1.5, 0.1)], lean: 0.02 },
];
/** Standing and walking are what people mostly do. */
const legWeights = [5, 2.5, 4, 4, 2, 1, 1, 1, 0.7, 0.6, 1.3, 0.8];

/** Which way people face: towards us, half aside, aside, away. */
const facings = [
  { weight: 4, from: 0, to: 0.35 },
  { weight: 3, from: 0.35, to: 1 },
  { weight: 1.6, from: 1.1, to: 1.6 },
  { weight: 1, from: 2.2, to: Math.PI },
];

/** A pose, every angle of which is a little its own. */
export function drawPose(random: Random): Pose {
  const shaken = ([upper, lower]: Limb): Limb => {
    const shake = ({ swing, spread }: Bone): Bone => ({
      swing: swing + random.between(-0.14, 0.14),
      spread: spread + random.between(-0.1, 0.1),
    });
    return [shake(upper), shake(lower)];
  };
  const { from, to } = facings[random.weighted(facings.map(({ weight }) => weight))];
  const { legs, lean } = legPoses[random.weighted(legWeights)];
  const either = <T>([left, right]: Pair<T>): Pair<T> => (random.chance(0.5) ? [left, right] : [right, left]);
  const one = () => armPoses[random.pick(Object.keys(armPoses) as (keyof typeof armPoses)[])];
  const arm = one();
  const arms = random.chance(0.25) ? random.pick(armsTogether) : ([arm, random.chance(0.4) ? arm : one()] as const);
  const [[leftArm, rightArm], [leftLeg, rightLeg]] = [either(arms), either(legs)];
  return {
    facing: (random.chance(0.5) ? 1 : -1) * random.between(from, to),
    roll: random.chance(0.15) ? random.between(-0.5, 0.5) : random.between(-0.06, 0.06),
    lean: lean + random.between(-0.06, 0.1),
    bend: random.between(-0.12, 0.12),
    twist: random.between(-0.2, 0.2),
    turn: random.between(-0.5, 0.5),
    nod: random.between(-0.15, 0.25),
    arms: [shaken(leftArm), shaken(rightArm)],
    legs: [shaken(leftLeg), shaken(rightLeg)],
  };
}
