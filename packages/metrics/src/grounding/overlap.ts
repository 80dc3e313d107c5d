// Pixels that an answer and its truth share and cover: what every segmentation figure is made of.
import { type Rle, RleError, rleArea, rleBox, rleIntersection } from "@refvlm/vision";
import { type Mark, MetricsError } from "../evaluation.js";
import { idText, type RecordId } from "../record-id.js";

/** Intersection and union in pixels, sample by sample. */
export interface Overlaps {
  readonly intersection: Float64Array;
  readonly union: Float64Array;
  /** 1 where both are empty. */
  readonly iou: Float64Array;
}

/**
 * Compares masks pair by pair; an answer that is missing is an empty mask.
 * @param ids of the pairs, for messages
 * @throws MetricsError for a mask that is none, or of another picture's size
 */
export function overlapsOf(
  ids: readonly RecordId[],
  truth: readonly Rle[],
  answers: readonly (Rle | null | undefined)[],
  lists = { truth: "truth", answers: "answers" },
): Overlaps {
  const intersection = new Float64Array(truth.length);
  const union = new Float64Array(truth.length);
  truth.forEach((mask, i) => {
    const record = `record with id ${idText(ids[i]!)}, field mask`;
    const area = checked(`${lists.truth}: ${record}`, () => rleArea(mask));
    const answer = answers[i];
    if (answer)
      checked(`${lists.answers}: ${record}`, () => {
        intersection[i] = rleIntersection(answer, mask);
        union[i] = rleArea(answer) + area - intersection[i]!;
      });
    else union[i] = area;
  });
  return { intersection, union, iou: intersection.map((pixels, i) => (union[i] === 0 ? 1 : pixels / union[i]!)) };
}

/** The boxes around a mask and what was answered, for a report. */
export function maskMarks(truth: Rle, answer: Rle | null | undefined): Mark[] {
  return [{ of: "truth", box: rleBox(truth) }, ...(answer ? [{ of: "answer" as const, box: rleBox(answer) }] : [])];
}

/** Measures a mask. @throws MetricsError that begins with `place` for one that is none */
export function checked<T>(place: string, measure: () => T): T {
  try {
    return measure();
  } catch (error) {
    if (!(error instanceof RleError)) throw error;
    throw new MetricsError(`${place}: ${error.message}; give COCO run lengths of the picture's size`);
  }
}
