// A drawn person's head: a sphere with a chin, hair around it, and a face where it looks at the viewer.
import type { Color, Hair, Look } from "./look.js";
import type { Part } from "./part.js";
import { disc, flat, joined, limb, type Shape, union } from "./shapes.js";
import type { Skeleton } from "./skeleton.js";
import { add, scale, type Vector } from "./vector.js";

/** Positions on the head in radii: to its left, up, forward. */
const features = {
  nose: [0, -0.12, 1.04],
  leftEye: [0.36, 0.12, 0.9],
  rightEye: [-0.36, 0.12, 0.9],
  leftEar: [0.98, -0.06, -0.06],
  rightEar: [-0.98, -0.06, -0.06],
} as const satisfies Record<string, Vector>;

/** How far a feature may lie behind the middle of the head and still be seen, in radii: the nose sticks out in profile. */
const seenFrom = [-0.15, 0.25, 0.25, -0.3, -0.3];

/** Hair that hangs over the ears. */
const coversEars: readonly Hair[] = ["bob", "long", "afro"];

export interface Head {
  readonly parts: readonly Part[];
  /** Nose, eyes and ears, as COCO's first five joints. */
  readonly joints: readonly Vector[];
}

/** The head of a figure, on its neck. */
export function headOf(look: Look, skeleton: Skeleton): Head {
  const { head: centre, headSize: size, headFrame } = skeleton;
  const at = ([left, up, forward]: Vector): Vector => add(centre, headFrame(scale([left, -up, forward], size)));
  const joints = Object.values(features).map(at);
  const seen = joints.map(([, , z], i) => (z - centre[2]) / size > seenFrom[i]);
  const forward = headFrame([0, 0, 1]);
  const facesUs = forward[2] > 0;
  const { skin, hair, hairColor } = look;
  const ear = (i: number) => disc(darker(skin, 0.93), joints[i], 0.2 * size);
  const openEars = coversEars.includes(hair) ? [] : [3, 4];
  const behind = hairBehind(look, size, at);
  const shapes = [
    ...(facesUs ? behind : []),
    ...openEars.filter((i) => !seen[i]).map(ear),
    union(disc(skin, centre, size), disc(skin, at([0, -0.42, 0.14]), 0.74 * size)),
    ...(hair === "bald" ? [] : [joined(cap(look, skeleton), ...behind)]),
    ...openEars.filter((i) => seen[i]).map(ear),
    ...face(look, skeleton, at),
    ...(facesUs ? [] : behind),
  ];
  const long = hair === "long" && limb(hairColor, at([0, 0.1, -0.3]), at([0, -1.7, -0.6]), 0.98 * size, 0.72 * size);
  const z = centre[2] + 0.06;
  return {
    joints,
    parts: [
      { z, shapes, shows: [0, 1, 2, ...openEars].filter((i) => seen[i]) },
      // Long hair falls behind the shoulders.
      ...(long ? [{ z: facesUs ? -0.05 : z + 0.01, shapes: [long], shows: [] }] : []),
    ],
  };
}

/** Hair that stands out from the back of the head. */
function hairBehind({ hair, hairColor }: Look, size: number, at: (place: Vector) => Vector): Shape[] {
  if (hair === "bun") return [disc(hairColor, at([0, 0.85, -0.75]), 0.4 * size)];
  if (hair === "ponytail") return [limb(hairColor, at([0, 0.45, -1.05]), at([0, -1, -1.5]), 0.3 * size, 0.12 * size)];
  if (hair === "afro") return [disc(hairColor, at([0, 0.3, -0.2]), 1.5 * size)];
  return [];
}

/** Hair on the head: all of a slightly larger sphere but the face. */
function cap({ hair, hairColor, fringe }: Look, { head: [cx, cy], headSize, headFrame }: Skeleton): Shape {
  const radius = 1.08 * headSize;
  const [fx, fy, fz] = headFrame([0, 0, 1]);
  const [ux, uy, uz] = headFrame([0, -1, 0]);
  const upward = coversEars.includes(hair) ? 0.3 : 0.6;
  const hairline = (coversEars.includes(hair) ? 0.42 : 0.22) + 0.16 * fringe;
  return {
    color: hairColor,
    bounds: [cx - radius, cy - radius, cx + radius, cy + radius],
    distance(x, y) {
      const [dx, dy] = [(x - cx) / radius, (y - cy) / radius];
      const length2 = dx * dx + dy * dy;
      const length = Math.sqrt(length2);
      const dz = length2 < 1 ? Math.sqrt(1 - length2) : 0;
      const towardsFace = 0.9 * (dx * fx + dy * fy + dz * fz) - upward * (dx * ux + dy * uy + dz * uz);
      return Math.max((length - 1) * radius, (towardsFace - hairline) * headSize);
    },
  };
}

/** Eyes, brows, nose and mouth, as far as they are seen. */
function face(
  { skin, hair, hairColor, smile }: Look,
  { head: centre, headSize: size }: Skeleton,
  at: (place: Vector) => Vector,
): Shape[] {
  const isSeen = ([, , z]: Vector) => z > centre[2] + 0.25 * size;
  const shapes: Shape[] = [];
  const nose = at(features.nose);
  if (nose[2] > centre[2] - 0.15 * size)
    shapes.push(limb(darker(skin, 0.88), at([0, 0.04, 0.96]), nose, 0.06 * size, 0.11 * size));
  for (const [left, up, forward] of [features.leftEye, features.rightEye]) {
    const eye = at([left, up, forward]);
    if (!isSeen(eye)) continue;
    const brow = (out: number) => at([left + out, up + 0.26, forward - 0.06]);
    shapes.push(
      disc([250, 250, 250], eye, 0.19 * size),
      disc([36, 28, 26], eye, 0.13 * size),
      limb(darker(hair === "bald" ? skin : hairColor, 0.6), brow(-0.16), brow(0.16), 0.045 * size, 0.045 * size),
    );
  }
  const lips: Color = [172, 72, 70];
  const middle = at([0, -0.56 - 0.1 * smile, 0.84]);
  if (isSeen(middle))
    for (const side of [-1, 1])
      shapes.push(limb(lips, middle, at([0.26 * side, -0.56 + 0.06 * smile, 0.78]), 0.055 * size, 0.04 * size));
  return shapes.map(flat);
}

/** The colour in weaker light. */
export function darker([r, g, b]: Color, light: number): Color {
  return [r * light, g * light, b * light];
}
