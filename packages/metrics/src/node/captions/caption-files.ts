// COCO's caption files: references by picture, and a list of results (cocodataset.org/#format-results).
import { z } from "zod";
import { type CaptionSample, evaluateCaptions } from "../../captions/evaluate-captions.js";
import { evaluateReg } from "../../captions/reg.js";
import { type Evaluation, MetricsError } from "../../evaluation.js";
import type { RecordId } from "../../record-id.js";
import { answersInOrder } from "../../records.js";
import { readJsonRecords } from "../files/json-file.js";
import { checkRecords, type RecordFormat, recordId } from "../files/records.js";
import { englishWith } from "./function-word-file.js";

const referenceFormat: RecordFormat<{ id: RecordId; image_id: RecordId; caption: string }> = {
  schema: z.object({ id: recordId, image_id: recordId, caption: z.string() }),
  example: '{"id": 1, "image_id": 139, "caption": "A woman stands in the dining area."}',
};
const resultFormat: RecordFormat<{ id: RecordId; caption: string | null }> = {
  schema: z
    .object({ image_id: recordId, caption: z.string().nullable() })
    .transform(({ image_id, caption }) => ({ id: image_id, caption })),
  example: '{"image_id": 139, "caption": "a dining area"}, with null for a failed answer',
};

/**
 * Puts results beside the references of every picture, in the references' order. A picture without a result stays,
 * without a caption.
 * @throws MetricsError naming file, record and field; also for a picture that has no references, or two results
 */
export function readCocoCaptions(references: string, results: string): CaptionSample[] {
  const file = z.object({ annotations: z.unknown() }).safeParse(readJsonRecords(references));
  if (!file.success)
    throw new MetricsError(`${references}: there is no "annotations"; give COCO's caption annotations`);
  const byPicture = new Map<RecordId, string[]>();
  for (const { image_id, caption } of checkRecords(references, file.data.annotations, referenceFormat)) {
    const captions = byPicture.get(image_id);
    if (captions) captions.push(caption);
    else byPicture.set(image_id, [caption]);
  }
  const pictures = [...byPicture].map(([id, captions]) => ({ id, references: captions }));
  const answers = checkRecords(results, readJsonRecords(results), resultFormat);
  const inOrder = answersInOrder(pictures, answers, { truth: references, answers: results });
  return pictures.map((picture, i) => ({ ...picture, caption: inOrder[i]?.caption ?? undefined }));
}

/**
 * Judges a results file.
 * @param settings `function-words`: a file of METEOR's function words
 * @throws MetricsError as {@link readCocoCaptions}
 */
export function scoreCaptions(gt: string, pred: string, settings: Readonly<Record<string, string>> = {}): Evaluation {
  return evaluateCaptions(readCocoCaptions(gt, pred), englishWith(settings["function-words"]));
}

/**
 * Judges regions in words from caption files in COCO's format, whose `image_id` is the region's id.
 * @throws MetricsError naming file, record and field
 */
export function scoreReg(gt: string, pred: string, settings: Readonly<Record<string, string>> = {}): Evaluation {
  return evaluateReg(readCocoCaptions(gt, pred), englishWith(settings["function-words"]));
}
