// Referring expression segmentation: overall and mean IoU, precision at thresholds, and expressions without a target.
import { type Rle, rleArea } from "@refvlm/vision";
import type { Evaluation } from "../evaluation.js";
import type { RecordId } from "../record-id.js";
import { answersInOrder } from "../records.js";
import { mean, meanWhere, ratioEvaluation } from "../statistics/ratios.js";
import { maskMarks, type Overlaps, overlapsOf } from "./overlap.js";

/** An expression and the pixels it means; an empty mask where it means nothing in the picture. */
export interface ResTruth {
  id: RecordId;
  mask: Rle;
  expression?: string;
  picture?: string;
}

/** An answer; `mask` is null where nothing was segmented, which is an empty mask. */
export interface ResAnswer {
  id: RecordId;
  mask: Rle | null;
}

const thresholds = [0.5, 0.6, 0.7, 0.8, 0.9] as const;

/**
 * Over all samples: cIoU is the sum of intersections over the sum of unions; gIoU (LISA, gRefCOCO) is the mean IoU, 1
 * where truth and answer are both empty; mIoU is the same over expressions with a target; Pr@t is the share with IoU from
 * t on (LAVT), Pr>t with IoU above it. Where some expressions have no target: N-acc is the share of those that are
 * answered empty, T-acc the share of the others that are not (gRefCOCO).
 * @throws MetricsError for an answer to no expression of the truth, or a mask that does not fit
 */
export function evaluateRes(
  truth: readonly ResTruth[],
  answers: readonly ResAnswer[],
  lists?: { truth: string; answers: string },
): Evaluation & Overlaps {
  const paired = answersInOrder(truth, answers, lists).map((answer) => answer?.mask);
  const overlaps = overlapsOf(
    truth.map(({ id }) => id),
    truth.map(({ mask }) => mask),
    paired,
    lists,
  );
  const { intersection, union, iou } = overlaps;
  const target = Uint8Array.from(truth, ({ mask }) => Number(rleArea(mask) > 0));
  const noTarget = target.map((is) => 1 - is);
  const empty = Uint8Array.from(paired, (mask) => Number(!mask || rleArea(mask) === 0));
  const share = (is: (overlap: number) => boolean) => mean(Uint8Array.from(iou, (overlap) => Number(is(overlap))));
  const ratios = {
    cIoU: { gain: intersection, of: union },
    gIoU: mean(iou),
    mIoU: meanWhere(iou, target),
    ...Object.fromEntries(thresholds.map((threshold) => [`Pr@${threshold}`, share((value) => value >= threshold)])),
    ...Object.fromEntries(thresholds.map((threshold) => [`Pr>${threshold}`, share((value) => value > threshold)])),
    ...(noTarget.includes(1) && {
      "N-acc": meanWhere(empty, noTarget),
      "T-acc": meanWhere(
        empty.map((is) => 1 - is),
        target,
      ),
    }),
  };
  const note = (i: number) => ({
    id: truth[i]!.id,
    question: truth[i]!.expression,
    picture: truth[i]!.picture,
    truth: `${rleArea(truth[i]!.mask)} pixels`,
    answer: paired[i] ? `${rleArea(paired[i])} pixels, ${intersection[i]} of them right` : undefined,
    marks: maskMarks(truth[i]!.mask, paired[i]),
  });
  return { ...ratioEvaluation(truth.length, ratios, { note }), ...overlaps };
}
