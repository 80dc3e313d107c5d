// X-Pose (UniPose) as its authors publish it (unipose_swint.pth): GroundingDINO's names, joints, and CLIP without its words.
import { UNI_POSE_LICENCE } from "../../plugins/uni-pose.js";
import type { DecoderFamily } from "./decoder-family.js";
import { type KeyRule, type Layout, within } from "./family.js";
import { originalGrounding } from "./grounding-dino.js";
import { uniPoseSizes } from "./grounding-sizes.js";
import { clipBeside } from "./text-beside.js";

/** All layers have the same heads, told once for each and once more inside of the decoder. */
const shared = (theirs: string, ours: string): KeyRule[] => [
  [new RegExp(`^(transformer\\.decoder\\.)?${theirs}\\.0\\.`), `${ours}.`],
  [new RegExp(`^(transformer\\.decoder\\.)?${theirs}\\.\\d+\\.`), null],
];

export const uniPoseLayout: Layout = {
  signature: /^projection_kpt\.layers\.0\.weight$/,
  rules: [
    [/^(clip_model|pos_proj|padding)\./, null],
    [/^projection\./, "name_projection."],
    [/^projection_kpt\./, "joint_projection."],
    [/^transformer\.decoder\.hw\.weight$/, "first_sides"],
    [/^transformer\.decoder\.hw_append\.weight$/, "further_sides"],
    ...shared("pose_embed", "joint_head"),
    ...shared("pose_hw_embed", "sides_head"),
    ...originalGrounding,
  ],
};

export const uniPose: DecoderFamily = {
  name: "uni-pose",
  licence: UNI_POSE_LICENCE,
  layouts: [within("pose.", uniPoseLayout)],
  settings: (shapeOf) => uniPoseSizes((key) => shapeOf(`pose.${key}`)),
  beside: clipBeside,
  digest: () => undefined, // published nowhere that tells one
};
