// COCO's and LVIS's annotation and result files as scores with their precision-recall curves.
import type { Evaluation } from "../evaluation.js";
import type { LinePlot } from "../report/line-plot.js";
import { readDetections, readTruths } from "./coco-json.js";
import type { DetectionEvaluation } from "./detection-evaluation.js";
import { evaluateDetections } from "./evaluate.js";
import { evaluateLvis } from "./lvis.js";
import { pictureNotes } from "./picture-notes.js";
import type { ShapeKind } from "./shapes/shape-kind.js";
import type { Detections, Truths } from "./tables.js";

/** Scores files of COCO's formats with the shapes of this kind. */
export function scoreCoco<S>(kind: ShapeKind<S>): (gt: string, pred: string) => Evaluation {
  return (gt, pred) => {
    const truths = readTruths(gt, kind);
    const detections = readDetections(pred, truths);
    return withNotes(truths, detections, evaluateDetections(truths, detections));
  };
}

/** Scores files of LVIS's formats with the shapes of this kind. */
export function scoreLvis<S>(kind: ShapeKind<S>): (gt: string, pred: string) => Evaluation {
  return (gt, pred) => {
    const truths = readTruths(gt, kind);
    const detections = readDetections(pred, truths);
    return withNotes(truths, detections, evaluateLvis(truths, detections));
  };
}

/** Samples are all pictures of the truth, in its order. */
function withNotes<S>(truths: Truths<S>, detections: Detections<S>, evaluation: DetectionEvaluation): Evaluation {
  return {
    size: evaluation.size,
    figures: (samples) => evaluation.figures(samples),
    alone: (sample) => evaluation.alone(sample),
    note: pictureNotes(truths, detections),
    plots: () => [precisionRecall(evaluation)],
  };
}

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
