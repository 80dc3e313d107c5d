// A drawn person: body parts from the farthest to the nearest, and its 17 joints.
import { type Box, JOINTS } from "@refvlm/vision";
import { darker, headOf } from "./head.js";
import type { Look } from "./look.js";
import type { Part } from "./part.js";
import type { Pose } from "./pose.js";
import { joined, limb, type Shape, union, wrap } from "./shapes.js";
import { type ArmBones, type Skeleton, skeletonOf } from "./skeleton.js";
import { add, along, type Rotation, scale, type Vector } from "./vector.js";

/** A person as shapes, in body units: an adult is about 1 tall. */
export interface Figure {
  readonly look: Look;
  /** From the farthest to the nearest. */
  readonly parts: readonly Part[];
  /** 17 joints in COCO's order. */
  readonly joints: readonly Vector[];
  readonly bounds: Box;
}

/** Indices of the joints by their names. */
const joint = Object.fromEntries(JOINTS.map((name, i) => [name, i])) as Record<(typeof JOINTS)[number], number>;
const sides = ["left", "right"] as const;
type Side = (typeof sides)[number];

/** Joints this far behind the middle of the trunk or the hips are hidden by them. */
const BODY_DEPTH = 0.05;

/** The figure of a person that looks and stands like this. */
export function figureOf(look: Look, pose: Pose): Figure {
  const skeleton = skeletonOf(look, pose);
  const { arms, legs } = skeleton;
  const head = headOf(look, skeleton);
  const both = (of: (i: 0 | 1) => Vector): Vector[] => [of(0), of(1)];
  const joints = [
    ...head.joints,
    ...both((i) => arms[i].shoulder),
    ...both((i) => arms[i].elbow),
    ...both((i) => arms[i].wrist),
    ...both((i) => legs[i].hip),
    ...both((i) => legs[i].knee),
    ...both((i) => legs[i].ankle),
  ];
  const parts = [
    ...head.parts,
    ...trunkParts(look, skeleton),
    ...legParts(look, skeleton),
    ...sides.flatMap((side, i) => armParts(look, arms[i], side)),
  ].sort((a, b) => a.z - b.z);
  const bounds = parts.flatMap(({ shapes }) => shapes.map((shape) => shape.bounds));
  const edge = (i: number, of: (...values: number[]) => number) => of(...bounds.map((box) => box[i]));
  return {
    look,
    parts,
    joints,
    bounds: [edge(0, Math.min), edge(1, Math.min), edge(2, Math.max), edge(3, Math.max)],
  };
}

/** Neck and trunk. */
function trunkParts(look: Look, { trunkFrame, hipFrame, neck, head, arms, legs }: Skeleton): Part[] {
  const { bulk, shoulders, skin, shirtColor } = look;
  const margin = bodyMargin(look);
  const waist = slab(0.062 * (0.5 + 0.5 * bulk), 0.022 * bulk, 0.11, trunkFrame);
  const chest = [
    ...slab(0.082 * shoulders, 0.012 * bulk, 0.262, trunkFrame),
    ...slab(0.075 * shoulders, 0.03 * bulk, 0.19, trunkFrame),
    ...waist,
  ];
  const belly = [...waist, ...slab(0.06 * look.hips, 0.026 * bulk, 0.01, hipFrame)];
  const middle = trunkFrame([0, -0.15, 0])[2];
  const shoulderZ = trunkFrame([0, -0.26, 0])[2];
  const facesUs = trunkFrame([0, 0, 1])[2] > -0.2;
  return [
    {
      z: facesUs ? Math.min(neck[2], head[2]) + 0.059 : middle,
      shapes: [limb(darker(skin, 0.88), add(neck, trunkFrame([0, 0.035, 0])), head, 0.036 * bulk, 0.034 * bulk)],
      shows: [],
    },
    {
      z: middle + 0.04,
      shapes: [union(wrap(shirtColor, chest, margin), wrap(shirtColor, belly, margin))],
      shows: [...onOurSide("shoulder", shoulderZ, (i) => arms[i].shoulder), ...onOurSide("hip", 0, (i) => legs[i].hip)],
    },
  ];
}

/** Hips, legs and what they wear. */
function legParts(look: Look, { legs, hipFrame }: Skeleton): Part[] {
  const { bulk, skin, bottom, bottomColor, shoeColor, hips } = look;
  const cloth = bottom === "trousers" ? bottomColor : skin;
  const seatCorners = [
    ...slab(0.06 * hips, 0.024 * bulk, 0.03, hipFrame),
    ...slab(0.05 * hips, 0.02 * bulk, -0.02, hipFrame),
  ];
  const seat = wrap(bottomColor, seatCorners, bodyMargin(look));
  const worn = legs.map(({ hip, knee, ankle, foot }) => ({
    thigh: limb(cloth, hip, knee, 0.052 * bulk, 0.038 * bulk),
    shin: limb(cloth, knee, ankle, 0.038 * bulk, (bottom === "trousers" ? 0.032 : 0.023) * bulk),
    shorts: limb(bottomColor, hip, along(hip, knee, 0.72), 0.056 * bulk, 0.052 * bulk),
    shoe: limb(shoeColor, add(ankle, scale(foot, -0.014)), add(ankle, scale(foot, 0.075)), 0.031, 0.023),
  }));
  const tops = worn.map(({ thigh, shorts }) => (bottom === "shorts" ? shorts : thigh));
  const limbs = legs.flatMap(({ hip, knee, ankle }, i): Part[] => {
    const { thigh, shin, shorts, shoe } = worn[i];
    const whole = joined(thigh, shin, ...(bottom === "trousers" ? [seat] : []));
    return [
      {
        z: (hip[2] + knee[2]) / 2,
        shapes: bottom === "shorts" ? [whole, joined(shorts, seat)] : [whole],
        shows: [joint[`${sides[i]} hip`], joint[`${sides[i]} knee`]],
      },
      {
        z: (knee[2] + ankle[2]) / 2 - 0.002,
        shapes: [joined(shin, thigh), shoe],
        shows: [joint[`${sides[i]} knee`], joint[`${sides[i]} ankle`]],
      },
    ];
  });
  const shows = onOurSide("hip", 0, (i) => legs[i].hip);
  const seatPart: Part = { z: 0.01, shapes: [joined(seat, ...(bottom === "skirt" ? [] : tops))], shows };
  if (bottom !== "skirt") return [...limbs, seatPart];
  const front = Math.max(...legs.map(({ hip, knee }) => (hip[2] + knee[2]) / 2));
  return [...limbs, seatPart, { z: Math.max(0.011, front + 0.001), shapes: [skirt(look, legs, hipFrame)], shows }];
}

/** A skirt hangs from the waist around both thighs. */
function skirt({ bottomColor, hips }: Look, legs: Skeleton["legs"], hipFrame: Rotation): Shape {
  const waist = [-1, 1].map((x) => hipFrame([0.06 * x * hips, -0.03, 0]));
  const hem = legs.flatMap(({ hip, knee }, i) =>
    [-1, 1].map((z) => add(along(hip, knee, 0.85), hipFrame([(i === 0 ? 1 : -1) * 0.035, 0, 0.04 * z]))),
  );
  return wrap(bottomColor, [...waist, ...hem], 0.034);
}

/** Upper arm, and forearm with the hand. */
function armParts(look: Look, { shoulder, elbow, wrist }: ArmBones, side: Side): Part[] {
  const { bulk, skin, shirtColor, sleeves } = look;
  const sleeve = sleeves === "long" ? shirtColor : skin;
  const upper = limb(sleeve, shoulder, elbow, 0.033 * bulk, 0.027 * bulk);
  const lower = limb(sleeve, elbow, wrist, 0.027 * bulk, (sleeves === "long" ? 0.026 : 0.02) * bulk);
  const hand = limb(skin, wrist, along(elbow, wrist, 1.24), 0.022 * bulk, 0.026);
  const short = limb(shirtColor, shoulder, along(shoulder, elbow, 0.5), 0.04 * bulk, 0.037 * bulk);
  return [
    {
      z: (shoulder[2] + elbow[2]) / 2 + 0.06,
      shapes: sleeves === "short" ? [joined(upper, lower), short] : [joined(upper, lower)],
      shows: [joint[`${side} shoulder`], joint[`${side} elbow`]],
    },
    {
      z: (elbow[2] + wrist[2]) / 2 + 0.065,
      shapes: sleeves === "long" ? [hand, joined(lower, upper)] : [joined(hand, lower), joined(lower, upper, hand)],
      shows: [joint[`${side} elbow`], joint[`${side} wrist`]],
    },
  ];
}

/** How thick the body is wrapped around its corners. */
function bodyMargin({ bulk }: Look): number {
  return 0.036 * (0.6 + 0.4 * bulk);
}

/** Four corners of the body at this height above the hips: half its width and half its depth to each side. */
function slab(width: number, depth: number, height: number, frame: Rotation): Vector[] {
  return [-1, 1].flatMap((x) => [-1, 1].map((z) => frame([x * width, -height, z * depth])));
}

/** Those of both sides' joints that do not lie behind the body. */
function onOurSide(name: "shoulder" | "hip", middle: number, at: (i: number) => Vector): number[] {
  return sides.flatMap((side, i) => (at(i)[2] - middle > -BODY_DEPTH ? [joint[`${side} ${name}`]] : []));
}
