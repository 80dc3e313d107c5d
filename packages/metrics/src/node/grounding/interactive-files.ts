// Masks for visual prompts from files, one record a prompt.
import { z } from "zod";
import type { Evaluation } from "../../evaluation.js";
import { evaluateInteractive, type InteractiveTruth } from "../../grounding/interactive.js";
import { type RecordFormat, readRecords, recordId } from "../files/records.js";
import { maskAnswerFormat } from "./res-files.js";
import { rleSchema } from "./rle-schema.js";

const truthFormat: RecordFormat<InteractiveTruth> = {
  schema: z.object({ id: recordId, prompt: z.string().min(1), mask: rleSchema, picture: z.string().optional() }),
  example: '{"id": 7, "prompt": "point", "mask": {"size": [height, width], "counts": "…"}, "picture": "a.jpg"}',
};

/**
 * Scores files of JSON or JSON lines.
 * @throws MetricsError naming file, record and field
 */
export function scoreInteractive(gt: string, pred: string): Evaluation {
  const lists = { truth: gt, answers: pred };
  return evaluateInteractive(readRecords(gt, truthFormat), readRecords(pred, maskAnswerFormat), lists);
}
