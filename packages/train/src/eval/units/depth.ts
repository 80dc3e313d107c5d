// A depth map earns 1 - AbsRel over the pixels that are meant, nothing for those of them that it leaves out; where their scales
// are not one and the same, after fitting scale and shift.
import { depthErrors } from "@refvlm/metrics";
import type { DepthMap, Mask } from "@refvlm/vision";
import type { UnitScore } from "./unit-score.js";

export interface DepthErrors {
  readonly absRel: number;
  readonly delta1: number;
}

/** Known depths of the picture, or of the part that a mask means: 0 elsewhere. */
export function meantDepths({ data }: DepthMap, mask: Mask | undefined): Float32Array {
  return data.map((value, i) => (mask && !mask.data[i] ? 0 : value));
}

/** How many depths are known. */
export function knownDepths(depths: Float32Array): number {
  return depths.reduce((sum, value) => sum + Number(value > 0), 0);
}

/** Errors over the pixels that are meant, of which some are known; one that the map leaves out is off by all of its depth. */
export function errorsOver(
  meant: Float32Array,
  map: DepthMap | undefined,
  alignment: "none" | "leastSquares",
): DepthErrors {
  const told = meant.map((value, i) => (map?.data[i] ? value : 0));
  const errors = map && depthErrors(map.data, told, { alignment, maxDepth: Number.POSITIVE_INFINITY });
  if (!errors) return { absRel: 1, delta1: 0 };
  const share = knownDepths(told) / knownDepths(meant);
  return { absRel: errors.absRel * share + 1 - share, delta1: errors.delta1 * share };
}

export const depth: UnitScore<"depth"> = {
  name: "depth",
  similarity(map, { depth, mask }) {
    const truth = depth as DepthMap; // decoded with its picture
    const alignment = map.kind === truth.kind && truth.kind !== "relative" ? "none" : "leastSquares";
    return Math.max(0, 1 - errorsOver(meantDepths(truth, mask), map, alignment).absRel);
  },
  gain: (closeness) => closeness,
};
