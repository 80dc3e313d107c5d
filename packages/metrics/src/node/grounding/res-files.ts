// Masks of referring expressions from files, one record an expression.
import { z } from "zod";
import type { Evaluation } from "../../evaluation.js";
import { evaluateRes, type ResAnswer, type ResTruth } from "../../grounding/res.js";
import { type RecordFormat, readRecords, recordId } from "../files/records.js";
import { resultOf } from "./predicted.js";
import { rleSchema } from "./rle-schema.js";

const truthFormat: RecordFormat<ResTruth> = {
  schema: z.object({
    id: recordId,
    mask: rleSchema,
    expression: z.string().optional(),
    picture: z.string().optional(),
  }),
  example: '{"id": 7, "mask": {"size": [height, width], "counts": "…"}, "expression": "left dog", "picture": "a.jpg"}',
};
export const maskAnswerFormat: RecordFormat<ResAnswer> = {
  schema: z.preprocess(resultOf("mask"), z.object({ id: recordId, mask: rleSchema.nullable() })),
  example: '{"id": 7, "mask": {"size": [height, width], "counts": "…"}}, with null where nothing was segmented',
};

/**
 * Scores files of JSON or JSON lines.
 * @throws MetricsError naming file, record and field
 */
export function scoreRes(gt: string, pred: string): Evaluation {
  return evaluateRes(readRecords(gt, truthFormat), readRecords(pred, maskAnswerFormat), { truth: gt, answers: pred });
}
