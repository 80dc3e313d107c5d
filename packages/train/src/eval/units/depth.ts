// A depth map earns 1 - AbsRel over the pixels that are meant; where one of both is relative, after fitting scale and shift.
import { depthErrors } from "@refvlm/metrics";
import type { DepthMap } from "@refvlm/vision";
import type { UnitScore } from "./unit-score.js";

export const depth: UnitScore<"depth"> = {
  name: "depth",
  similarity(map, { depth, mask }) {
    const truth = depth as DepthMap; // decoded with its picture
    const alignment = map.kind === "metric" && truth.kind === "metric" ? "none" : "leastSquares";
    const meant = mask ? truth.data.map((value, i) => (mask.data[i] ? value : 0)) : truth.data;
    const errors = depthErrors(map.data, meant, { alignment, maxDepth: Number.POSITIVE_INFINITY });
    return errors ? Math.max(0, 1 - errors.absRel) : 0;
  },
  gain: (closeness) => closeness,
};
