// The errors of one depth map: AbsRel, SqRel, RMSE, RMSElog, log10, SILog, and delta 1-3 (Eigen et al. 2014).
import { alignDepth, type DepthAlignment } from "./align.js";

export interface DepthRange {
  /** Truth at or below is no measurement; predictions are at least this. Default 0.001. */
  minDepth?: number;
  /** Truth at or above is no measurement; predictions are at most this. Default 80. */
  maxDepth?: number;
}

export interface DepthOptions extends DepthRange {
  /** Default none. */
  alignment?: DepthAlignment;
}

export const depthFigures = [
  "absRel",
  "sqRel",
  "rmse",
  "rmseLog",
  "log10",
  "silog",
  "delta1",
  "delta2",
  "delta3",
] as const;
export type DepthFigure = (typeof depthFigures)[number];

/**
 * Measures a map [n] against its truth [n] over the pixels whose truth lies inside the range; NaN in the truth is no
 * measurement. Without a prediction every pixel has the smallest depth.
 * @returns null where no pixel is measured
 */
export function depthErrors(
  prediction: ArrayLike<number> | null,
  truth: ArrayLike<number>,
  { alignment = "none", minDepth = 0.001, maxDepth = 80 }: DepthOptions = {},
): Record<DepthFigure, number> | null {
  const valid = Uint32Array.from({ length: truth.length }, (_, i) => i).filter(
    (i) => truth[i]! > minDepth && truth[i]! < maxDepth,
  );
  if (valid.length === 0) return null;
  const g = Float64Array.from(valid, (i) => truth[i]!);
  const p = prediction
    ? alignDepth(
        Float64Array.from(valid, (i) => prediction[i]!),
        g,
        alignment,
        maxDepth,
      ).map((depth) => Math.min(maxDepth, Math.max(minDepth, depth)))
    : new Float64Array(valid.length).fill(minDepth);
  return errors(p, g);
}

function errors(p: Float64Array, g: Float64Array): Record<DepthFigure, number> {
  const n = p.length;
  let [absRel, sqRel, square, squareLog, log, log10] = [0, 0, 0, 0, 0, 0];
  const within = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const error = p[i]! - g[i]!;
    const logError = Math.log(p[i]!) - Math.log(g[i]!);
    absRel += Math.abs(error) / g[i]!;
    sqRel += (error * error) / g[i]!;
    square += error * error;
    squareLog += logError * logError;
    log += logError;
    log10 += Math.abs(Math.log10(p[i]!) - Math.log10(g[i]!));
    const ratio = Math.max(p[i]! / g[i]!, g[i]! / p[i]!);
    for (let k = 0; k < 3; k++) if (ratio < 1.25 ** (k + 1)) within[k]!++;
  }
  return {
    absRel: absRel / n,
    sqRel: sqRel / n,
    rmse: Math.sqrt(square / n),
    rmseLog: Math.sqrt(squareLog / n),
    log10: log10 / n,
    // Rounding may leave a negative variance where all errors are equal.
    silog: 100 * Math.sqrt(Math.max(0, squareLog / n - (log / n) ** 2)),
    delta1: within[0]! / n,
    delta2: within[1]! / n,
    delta3: within[2]! / n,
  };
}
