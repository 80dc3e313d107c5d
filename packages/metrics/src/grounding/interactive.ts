// Interactive grounding: a region for a point, box, scribble or mask; mean and overall IoU for each kind of prompt.
import type { Rle } from "@refvlm/vision";
import type { Evaluation } from "../evaluation.js";
import type { RecordId } from "../record-id.js";
import { answersInOrder } from "../records.js";
import { mean, meanWhere, type Ratio, ratioEvaluation } from "../statistics/ratios.js";
import { maskMarks, overlapsOf } from "./overlap.js";
import type { ResAnswer } from "./res.js";

/** A visual prompt and the pixels of what it shows. */
export interface InteractiveTruth {
  id: RecordId;
  /** Kind of prompt, e.g. "point" or "scribble". */
  prompt: string;
  mask: Rle;
  picture?: string;
}

/**
 * mIoU and cIoU over all prompts and over each kind alone; an answer that is missing is an empty mask.
 * @throws MetricsError for an answer to no prompt of the truth, or a mask that does not fit
 */
export function evaluateInteractive(
  truth: readonly InteractiveTruth[],
  answers: readonly ResAnswer[],
  lists?: { truth: string; answers: string },
): Evaluation {
  const paired = answersInOrder(truth, answers, lists).map((answer) => answer?.mask);
  const { intersection, union, iou } = overlapsOf(
    truth.map(({ id }) => id),
    truth.map(({ mask }) => mask),
    paired,
    lists,
  );
  const ratios: Record<string, Ratio> = { mIoU: mean(iou), cIoU: { gain: intersection, of: union } };
  for (const kind of new Set(truth.map(({ prompt }) => prompt))) {
    const chosen = Uint8Array.from(truth, ({ prompt }) => Number(prompt === kind));
    const only = (pixels: Float64Array) => pixels.map((value, i) => value * chosen[i]!);
    ratios[`mIoU (${kind})`] = meanWhere(iou, chosen);
    ratios[`cIoU (${kind})`] = { gain: only(intersection), of: only(union) };
  }
  const note = (i: number) => ({
    id: truth[i]!.id,
    question: truth[i]!.prompt,
    picture: truth[i]!.picture,
    answer: paired[i] ? `IoU ${iou[i]!.toFixed(3)}` : undefined,
    marks: maskMarks(truth[i]!.mask, paired[i]),
  });
  return ratioEvaluation(truth.length, ratios, { note });
}
