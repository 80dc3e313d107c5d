// Boxes of referring expressions from files, one record an expression.
import { z } from "zod";
import type { Evaluation } from "../../evaluation.js";
import { evaluateRec, type RecAnswer, type RecTruth } from "../../grounding/rec.js";
import { type RecordFormat, readRecords, recordId } from "../files/records.js";
import { resultOf } from "./predicted.js";

const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);

const truthFormat: RecordFormat<RecTruth> = {
  schema: z.object({ id: recordId, box, expression: z.string().optional(), picture: z.string().optional() }),
  example: '{"id": 7, "box": [x1, y1, x2, y2], "expression": "man in orange", "picture": "a.jpg"}',
};
const answerFormat: RecordFormat<RecAnswer> = {
  schema: z.preprocess(
    resultOf("box"),
    z.object({ id: recordId, box: box.nullable(), score: z.number().min(0).max(1).optional() }),
  ),
  example: '{"id": 7, "box": [x1, y1, x2, y2], "score": 0.9}, with null for an answer without a box',
};

/**
 * Scores files of JSON or JSON lines.
 * @throws MetricsError naming file, record and field
 */
export function scoreRec(gt: string, pred: string): Evaluation {
  return evaluateRec(readRecords(gt, truthFormat), readRecords(pred, answerFormat), { truth: gt, answers: pred });
}
