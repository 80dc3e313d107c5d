// VQA's files, which are OK-VQA's too: annotations and a list of results (visualqa.org).
import { z } from "zod";
import { evaluateVqa, type VqaAnswer, type VqaTruth } from "../../answers/vqa.js";
import { type Evaluation, MetricsError } from "../../evaluation.js";
import { readJsonRecords } from "../files/json-file.js";
import { checkRecords, type RecordFormat, recordId } from "../files/records.js";

const truthFormat: RecordFormat<VqaTruth> = {
  schema: z
    .object({
      question_id: recordId,
      answers: z.array(z.object({ answer: z.string() })).min(1),
      answer_type: z.string(),
      question_type: z.string(),
    })
    .transform((record) => ({
      id: record.question_id,
      answers: record.answers.map(({ answer }) => answer),
      answerType: record.answer_type,
      questionType: record.question_type,
    })),
  example: '{"question_id": 1, "question_type": "what is", "answer_type": "other", "answers": [{"answer": "cat"}]}',
};
const answerFormat: RecordFormat<VqaAnswer> = {
  schema: z
    .object({ question_id: recordId, answer: z.string().nullable() })
    .transform(({ question_id, answer }) => ({ id: question_id, answer })),
  example: '{"question_id": 1, "answer": "cat"}, with null for a failed answer',
};

/**
 * The accuracy of VQA's files, which are OK-VQA's too: annotations (`v2_mscoco_*_annotations.json`) and a list of results.
 * @throws MetricsError naming file, record and field
 */
export function scoreVqa(gt: string, pred: string): Evaluation {
  const file = z.object({ annotations: z.unknown() }).safeParse(readJsonRecords(gt));
  if (!file.success) throw new MetricsError(`${gt}: there is no "annotations"; give VQA's annotations`);
  const truth = checkRecords(gt, file.data.annotations, truthFormat);
  const answers = checkRecords(pred, readJsonRecords(pred), answerFormat);
  return evaluateVqa(truth, answers, { truth: gt, answers: pred });
}
