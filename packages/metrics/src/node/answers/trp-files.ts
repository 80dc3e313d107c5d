// Answers in the paper's language from files, one record a question.
import { z } from "zod";
import { evaluateTrp, type TrpRecord } from "../../answers/trp-health.js";
import { wordSimilarity } from "../../answers/word-similarity.js";
import type { Evaluation } from "../../evaluation.js";
import { type RecordFormat, readRecords, recordId } from "../files/records.js";

const format: RecordFormat<TrpRecord> = {
  schema: z.object({
    id: recordId,
    trp: z.string(),
    question: z.string().optional(),
    picture: z.string().optional(),
  }),
  example: '{"id": 7, "trp": "<Task>…</Task>\\n…"}',
};

/**
 * Judges the answers of files of JSON or JSON lines.
 * @throws MetricsError naming file, record and field
 */
export function scoreTrp(gt: string, pred: string): Evaluation {
  return evaluateTrp(readRecords(gt, format), readRecords(pred, format), wordSimilarity, { truth: gt, answers: pred });
}
