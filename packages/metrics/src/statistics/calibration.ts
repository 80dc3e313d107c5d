// Calibration: how often answers are right, by how sure the model was of them.
import type { LinePlot } from "../evaluation.js";

interface Bin {
  score: number;
  right: number;
  count: number;
}

/**
 * The expected calibration error (Guo et al. 2017, equation 3): the mean over answers of how far the share of right
 * answers of their bin is from its mean score; NaN without answers.
 */
export function calibrationError(scores: ArrayLike<number>, right: ArrayLike<number>, bins = 10): number {
  const filled = binned(scores, right, bins);
  return filled.reduce((sum, bin) => sum + Math.abs(bin.right - bin.score), 0) / scores.length;
}

/**
 * The share of right answers over the mean score, in bins of equal width over 0..1 that hold an answer; a well-calibrated
 * model follows the diagonal (Guo et al. 2017).
 */
export function calibrationPlot(scores: ArrayLike<number>, right: ArrayLike<number>, bins = 10): LinePlot {
  const filled = binned(scores, right, bins);
  const points = filled.flatMap(({ score, right: hits, count }) =>
    count === 0 ? [] : [[score / count, hits / count] as const],
  );
  const diagonal = { name: "perfect", points: [[0, 0] as const, [1, 1] as const] };
  return {
    title: "Calibration",
    x: "score",
    y: "share of right answers",
    lines: [{ name: "answers", points }, diagonal],
  };
}

/** Answers in bins of equal width over 0..1. */
function binned(scores: ArrayLike<number>, right: ArrayLike<number>, bins: number): Bin[] {
  const filled = Array.from({ length: bins }, (): Bin => ({ score: 0, right: 0, count: 0 }));
  for (let i = 0; i < scores.length; i++) {
    const bin = filled[Math.min(bins - 1, Math.floor(scores[i]! * bins))]!;
    bin.score += scores[i]!;
    bin.right += right[i]!;
    bin.count++;
  }
  return filled;
}
