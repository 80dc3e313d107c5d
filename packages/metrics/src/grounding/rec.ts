// Referring expression comprehension: one expression, one box; accuracy at IoU 0.5 and the mean IoU.
import { type Box, boxIou, xyxyToXywh } from "@refvlm/vision";
import type { Evaluation } from "../evaluation.js";
import type { RecordId } from "../record-id.js";
import { answersInOrder } from "../records.js";
import { calibrationPlot } from "../statistics/calibration.js";
import { mean, ratioEvaluation } from "../statistics/ratios.js";

/** An expression and the box it means, in pixels. */
export interface RecTruth {
  id: RecordId;
  box: Box;
  expression?: string;
  picture?: string;
}

/** An answer; `box` is null where it could not be read or held no single box. */
export interface RecAnswer {
  id: RecordId;
  box: Box | null;
  /** How sure the model is, in 0..1; answers with a score make the calibration curve. */
  score?: number;
}

/**
 * Accuracy of boxes: a box is right when its IoU is above, not at, the threshold. An answer without a box, or none at all, has IoU 0.
 * @throws MetricsError for an answer to no expression of the truth
 */
export function evaluateRec(
  truth: readonly RecTruth[],
  answers: readonly RecAnswer[],
  lists?: { truth: string; answers: string },
  thresholds: readonly number[] = [0.5, 0.7, 0.9],
): Evaluation & { readonly iou: Float64Array } {
  const paired = answersInOrder(truth, answers, lists);
  const iou = Float64Array.from(truth, (each, i) => (paired[i]?.box ? boxIou(paired[i].box, each.box) : 0));
  const right = (threshold: number) => mean(Uint8Array.from(iou, (overlap) => Number(overlap > threshold)));
  const figures = {
    ...Object.fromEntries(thresholds.map((threshold) => [`accuracy@${threshold}`, right(threshold)])),
    "mean IoU": mean(iou),
  };
  const note = (i: number) => ({
    id: truth[i]!.id,
    question: truth[i]!.expression,
    picture: truth[i]!.picture,
    truth: truth[i]!.box.join(", "),
    answer: paired[i]?.box?.join(", "),
    marks: [
      { of: "truth" as const, box: xyxyToXywh(truth[i]!.box) },
      ...(paired[i]?.box ? [{ of: "answer" as const, box: xyxyToXywh(paired[i].box) }] : []),
    ],
  });
  const scored = [...truth.keys()].filter((i) => paired[i]?.score !== undefined);
  const plots = () =>
    scored.length === 0
      ? []
      : [
          calibrationPlot(
            scored.map((i) => paired[i]!.score!),
            scored.map((i) => Number(iou[i]! > 0.5)),
          ),
        ];
  return { ...ratioEvaluation(truth.length, figures, { note, plots }), iou };
}
