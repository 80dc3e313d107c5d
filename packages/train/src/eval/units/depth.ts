// A depth map earns 1 - AbsRel over the pixels that are meant, nothing for those of them that it leaves out; where their scales are not one and the same, after fitting scale and shift.
import { depthErrors } from "@refvlm/metrics";
import type { DepthMap } from "@refvlm/vision";
import type { UnitScore } from "./unit-score.js";

export const depth: UnitScore<"depth"> = {
  name: "depth",
  similarity(map, { depth, mask }) {
    const truth = depth as DepthMap; // decoded with its picture
    const alignment = map.kind === truth.kind && truth.kind !== "relative" ? "none" : "leastSquares";
    const meant = truth.data.map((value, i) => (mask && !mask.data[i] ? 0 : value));
    const told = meant.map((value, i) => (map.data[i] ? value : 0));
    const errors = depthErrors(map.data, told, { alignment, maxDepth: Number.POSITIVE_INFINITY });
    const count = (depths: Float32Array) => depths.reduce((sum, value) => sum + Number(value > 0), 0);
    return errors ? (Math.max(0, 1 - errors.absRel) * count(told)) / count(meant) : 0;
  },
  gain: (closeness) => closeness,
};
