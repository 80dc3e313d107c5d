// The unit "keypoint": a person's limbs as lines, seen joints as full dots, hidden ones hollow.
import { hullOf } from "../boxes.js";
import { JOINTS, type Keypoint, LIMBS } from "../keypoints.js";
import { contrasting } from "../overlay/palette.js";
import { checkFinite, type UnitDrawing } from "../overlay/unit-drawing.js";
import { areNumbers, thousandths } from "./json-values.js";
import { UnitError, type UnitShape } from "./unit-shape.js";

const labelled = (joints: readonly Keypoint[]) => joints.filter(([, , visibility]) => visibility > 0);

const keypointDrawing: UnitDrawing<readonly Keypoint[]> = {
  draw(canvas, joints, { colour, scale, width, height, ...style }) {
    checkFinite("joints", joints.flat());
    // A slanting line of one pixel is smoothed away.
    const pen = Math.max(2, style.pen);
    const halo = Math.max(1, Math.round(pen / 2));
    const edge = contrasting(colour);
    // Joints without a label and joints outside the picture have no place on it.
    const shown = joints.map(([x, y, visibility]) => {
      const [left, top] = [x * scale, y * scale];
      const inside = left >= 0 && top >= 0 && left <= width && top <= height;
      return visibility > 0 && inside ? { at: [left, top], hidden: visibility === 1 } : undefined;
    });
    const limbs = LIMBS.map(([a, b]) => [shown[a], shown[b]] as const);
    for (const [thickness, ink] of [[pen + 2 * halo, edge] as const, [pen, colour] as const])
      for (const [a, b] of limbs) if (a && b) canvas.stroke([...a.at, ...b.at], thickness, ink);
    for (const joint of shown) {
      if (!joint) continue;
      canvas.stroke(joint.at, 2 * pen + 2 * halo, edge);
      canvas.stroke(joint.at, 2 * pen, colour);
      if (joint.hidden) canvas.stroke(joint.at, pen, edge);
    }
  },
  anchor: (joints) => hullOf(labelled(joints).map(([x, y]) => [x, y, x, y])),
  isBlank: (joints) => labelled(joints).length === 0,
  detail: (joints) => `${labelled(joints).length} joints`,
};

/** The value: all 17 joints in COCO's order. JSON: [x, y, visibility] of each. */
export const keypoint: UnitShape<"keypoint"> = {
  name: "keypoint",
  plurality: "many",
  json: (joints) => joints.map(([x, y, visibility]) => [thousandths(x), thousandths(y), visibility]),
  fromJson(json) {
    if (Array.isArray(json) && json.length === JOINTS.length && json.every(isJoint))
      return json.map(([x, y, visibility]) => [x, y, visibility]);
    throw UnitError.of("keypoint", json, `${JOINTS.length} joints [x, y, visibility], visibility 0, 1 or 2`);
  },
  columns: ["joints"],
  cells: (joints) => [`${labelled(joints).length} of ${joints.length}`],
  drawing: keypointDrawing,
};

function isJoint(json: unknown): json is Keypoint {
  return areNumbers(json, 3) && [0, 1, 2].includes(json[2]!);
}
