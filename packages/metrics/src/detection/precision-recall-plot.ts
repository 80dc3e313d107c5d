// Precision over recall as a plot.
import type { LinePlot } from "../evaluation.js";
import type { DetectionEvaluation } from "./detection-evaluation.js";

/** Precision over recall at some thresholds: the mean over categories with truth, for all areas and most detections. */
export function precisionRecall(evaluation: DetectionEvaluation): LinePlot {
  const { thresholds, recalls } = evaluation.parameters;
  const { counts, precision } = evaluation.curves();
  const [, R, K, A, M] = counts;
  const lines = thresholds.flatMap((threshold, t) => {
    if (![0.5, 0.75, 0.9].some((shown) => Math.abs(shown - threshold) < 1e-9)) return [];
    const points = recalls.map((recall, r): [number, number] => {
      const values = Array.from({ length: K }, (_, k) => precision[((t * R + r) * K + k) * A * M + M - 1]!);
      const defined = values.filter((value) => value >= 0);
      return [recall, defined.reduce((sum, value) => sum + value, 0) / defined.length];
    });
    return [{ name: `IoU ${threshold.toFixed(2)}`, points }];
  });
  return { title: "Precision over recall", x: "recall", y: "precision", lines };
}
