// Joints of persons from files, one record a person.
import { z } from "zod";
import { type Evaluation, MetricsError } from "../../evaluation.js";
import { evaluatePck, type PckAnswer, type PckTruth, pckReferences } from "../../grounding/pck.js";
import { type RecordFormat, readRecords, recordId } from "../files/records.js";

const side = z.number().nonnegative();
const truthFormat: RecordFormat<PckTruth> = {
  schema: z.object({
    id: recordId,
    keypoints: z.array(z.number()),
    bbox: z.tuple([z.number(), z.number(), side, side]),
    headSize: z.number().positive().optional(),
    picture: z.string().optional(),
  }),
  example: '{"id": 7, "keypoints": [x, y, v, …], "bbox": [x, y, width, height], "headSize": 21.5}',
};
const answerFormat: RecordFormat<PckAnswer> = {
  schema: z.object({ id: recordId, keypoints: z.array(z.number()).nullable() }),
  example: '{"id": 7, "keypoints": [x, y, …]}, with null where no person was found',
};

/**
 * Scores files of JSON or JSON lines.
 * @throws MetricsError naming file, record and field
 */
export function scorePck(
  gt: string,
  pred: string,
  { reference = "bbox" }: Readonly<Record<string, string>>,
): Evaluation {
  const chosen = pckReferences.find((each) => each === reference);
  if (!chosen) throw new MetricsError(`reference: "${reference}" is none of ${pckReferences.join(", ")}`);
  return evaluatePck(readRecords(gt, truthFormat), readRecords(pred, answerFormat), chosen, {
    truth: gt,
    answers: pred,
  });
}
