// COCO's and LVIS's annotation and result files: read, and scored with their precision-recall curves.
import { detectionsFrom, truthsFrom } from "../../detection/coco-json.js";
import type { DetectionEvaluation } from "../../detection/detection-evaluation.js";
import { evaluateDetections } from "../../detection/evaluate.js";
import { evaluateLvis } from "../../detection/lvis.js";
import { pictureNotes } from "../../detection/picture-notes.js";
import { precisionRecall } from "../../detection/precision-recall-plot.js";
import type { ShapeKind } from "../../detection/shapes/shape-kind.js";
import type { Detections, Truths } from "../../detection/tables.js";
import type { Evaluation } from "../../evaluation.js";
import { readJsonRecords } from "../files/json-file.js";
import { detectionOptions, lvisMaximum } from "./detection-settings.js";

/** An annotation file: `{ images, annotations, categories }`. @throws MetricsError naming file, record and field */
export function readTruths<S>(path: string, kind: ShapeKind<S>): Truths<S> {
  return truthsFrom(readJsonRecords(path), kind, path);
}

/**
 * A result file: a list of `{ image_id, category_id, score }` with `bbox`, `segmentation` or `keypoints`. An empty list is
 * a model that found nothing.
 * @throws MetricsError naming file, record and field; also for pictures that the truth does not know
 */
export function readDetections<S>(path: string, truths: Truths<S>): Detections<S> {
  return detectionsFrom(readJsonRecords(path), truths, path);
}

type Settings = Readonly<Record<string, string>>;

/**
 * Scores files of COCO's formats with the shapes of a kind.
 * @param kindOf the kind, or what makes it from the settings
 */
export function scoreCoco<S>(
  kindOf: ShapeKind<S> | ((settings: Settings) => ShapeKind<S>),
): (gt: string, pred: string, settings?: Settings) => Evaluation {
  return (gt, pred, settings = {}) => {
    const truths = readTruths(gt, typeof kindOf === "function" ? kindOf(settings) : kindOf);
    const options = detectionOptions(settings, truths);
    const detections = readDetections(pred, truths);
    return withNotes(truths, detections, evaluateDetections(truths, detections, options));
  };
}

/** Scores files of LVIS's formats with the shapes of this kind. */
export function scoreLvis<S>(kind: ShapeKind<S>): (gt: string, pred: string, settings?: Settings) => Evaluation {
  return (gt, pred, settings = {}) => {
    const maxDetections = lvisMaximum(settings);
    const truths = readTruths(gt, kind);
    const detections = readDetections(pred, truths);
    return withNotes(truths, detections, evaluateLvis(truths, detections, { maxDetections }));
  };
}

/** Samples are all pictures of the truth, in its order. */
function withNotes<S>(truths: Truths<S>, detections: Detections<S>, evaluation: DetectionEvaluation): Evaluation {
  return {
    size: evaluation.size,
    figures: (samples) => evaluation.figures(samples),
    alone: (sample) => evaluation.alone(sample),
    note: pictureNotes(truths, detections),
    remarks: [...truths.remarks, ...detections.remarks],
    plots: () => [precisionRecall(evaluation)],
  };
}
