// People's joints to be detected, compared by object keypoint similarity (OKS) as COCO does.
import { COCO_SIGMAS, type XywhBox } from "@refvlm/vision";
import { MetricsError } from "../../evaluation.js";
import { keypointFigures } from "../figure-list.js";
import { KEYPOINT_PARAMETERS } from "../parameters.js";
import { boxOf, type ShapeKind, type ShapeReader } from "./shape-kind.js";

/** An annotation or detection with joints. */
export interface Pose {
  /** `[x, y, visibility, ...]`; of a detection only x and y are read. */
  readonly joints: readonly number[];
  /** Asked for where no joint is labelled. */
  readonly box: XywhBox;
}

/** Keypoints with one sigma a joint. Truths without labelled joints count neither as found nor as missed. */
export function keypoints(sigmas: readonly number[] = COCO_SIGMAS): ShapeKind<readonly Pose[]> {
  return {
    field: "keypoints",
    parameters: KEYPOINT_PARAMETERS,
    figures: keypointFigures,
    truthReader: () => reader(sigmas.length, true),
    detectionReader: () => reader(sigmas.length, false),
    ignores: (record, place) => {
      if ((record.num_keypoints ?? undefined) !== undefined) return place.size(record, "num_keypoints") === 0;
      return !isLabelled(place.numbers(record, "keypoints"));
    },
    box: (shapes, i) => shapes[i]!.box,
    similarity: (detections, { shapes, area }) => {
      return (from, to, out) => {
        let at = 0;
        for (const d of from)
          for (const t of to) out[at++] = keypointSimilarity(detections[d]!.joints, shapes[t]!, area[t]!, sigmas);
      };
    },
  };
}

/**
 * OKS in 0..1: the mean over labelled joints of exp(-d² / (2 (2 sigma)² area)), d in pixels. Without a labelled joint d is
 * the distance of each detected joint to the truth's box grown to three times its sides.
 */
export function keypointSimilarity(
  joints: readonly number[],
  { joints: truth, box: [x, y, width, height] }: Pose,
  area: number,
  sigmas: readonly number[],
): number {
  const labelled = isLabelled(truth);
  let [sum, count] = [0, 0];
  for (let k = 0; k < sigmas.length; k++) {
    if (labelled && !(truth[3 * k + 2]! > 0)) continue;
    const [jointX, jointY] = [joints[3 * k]!, joints[3 * k + 1]!];
    const dx = labelled ? jointX - truth[3 * k]! : outside(jointX, x - width, x + 2 * width);
    const dy = labelled ? jointY - truth[3 * k + 1]! : outside(jointY, y - height, y + 2 * height);
    sum += Math.exp(-(dx * dx + dy * dy) / (2 * sigmas[k]!) ** 2 / (area + Number.EPSILON) / 2);
    count++;
  }
  return sum / count;
}

const isLabelled = (joints: readonly number[]) => joints.some((visibility, i) => i % 3 === 2 && visibility > 0);

const outside = (value: number, from: number, to: number) => Math.max(0, from - value) + Math.max(0, value - to);

/** The box around joints, whatever their visibility, and its area. */
export function hullOfJoints(joints: readonly number[]): { box: XywhBox; area: number } {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < joints.length; i += 3) {
    left = Math.min(left, joints[i]!);
    right = Math.max(right, joints[i]!);
    top = Math.min(top, joints[i + 1]!);
    bottom = Math.max(bottom, joints[i + 1]!);
  }
  const box: XywhBox = [left, top, right - left, bottom - top];
  return { box, area: box[2] * box[3] };
}

function reader(joints: number, boxed: boolean): ShapeReader<readonly Pose[]> {
  if (joints === 0) throw new MetricsError("keypoints need one sigma a joint, not none");
  const found: Pose[] = [];
  /** The first record says what areas are taken from, as pycocotools has it. */
  let areaOfBox: boolean | undefined;
  return {
    add: (record, _picture, place) => {
      const pose = place.numbers(record, "keypoints");
      if (pose.length !== 3 * joints)
        throw place.error(
          "keypoints",
          `has ${pose.length} numbers, not x, y, visibility of ${joints} joints; other joints need their own sigmas`,
        );
      const given = boxOf(record, place);
      if (boxed && !given) throw place.error("bbox", "is missing");
      const hull = hullOfJoints(pose);
      areaOfBox ??= given !== undefined;
      found.push({ joints: pose, box: given ?? hull.box });
      return given && areaOfBox ? given[2] * given[3] : hull.area;
    },
    finish: () => found,
  };
}
