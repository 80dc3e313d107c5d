// POPE's files: labels, and answers in their order.
import { z } from "zod";
import { evaluatePope, type PopeSample } from "../../answers/pope.js";
import { type Evaluation, MetricsError } from "../../evaluation.js";
import { readJsonFile } from "../files/json-file.js";
import { checkRecords, type RecordFormat, recordId } from "../files/records.js";

const labelFormat: RecordFormat<PopeSample> = {
  schema: z
    .object({ question_id: recordId, text: z.string(), label: z.enum(["yes", "no"]) })
    .transform(({ question_id, text, label }) => ({ id: question_id, question: text, label })),
  example: '{"question_id": 1, "image": "a.jpg", "text": "Is there a cat in the image?", "label": "yes"}',
};

const answerSchema = z.object({ question: z.string(), answer: z.string().nullable() });

/**
 * Puts answers beside labels, from JSON lines or lists. Answers stand in the labels' order, one a question, as POPE has
 * it; null is a failed answer. Their `question` is compared, so that a lost line is noticed.
 * @throws MetricsError naming file, record and field
 */
export function readPope(labels: string, answers: string): PopeSample[] {
  const questions = checkRecords(labels, readJsonFile(labels), labelFormat);
  const list = z.array(z.unknown()).safeParse(readJsonFile(answers));
  const example = '{"question": "Is there a cat in the image?", "answer": "No"}';
  if (!list.success) throw new MetricsError(`${answers}: expected a list of records like ${example}`);
  if (list.data.length !== questions.length)
    throw new MetricsError(
      `${answers}: ${list.data.length} answers to ${questions.length} questions of ${labels}; give one each, in their order, with "answer": null where there is none`,
    );
  return questions.map((question, i) => {
    const record = answerSchema.safeParse(list.data[i]);
    if (!record.success) {
      const { path, message } = record.error.issues[0]!;
      throw new MetricsError(
        `${answers}: record ${i + 1}, field ${path.join(".")}: ${message}; a record is like ${example}`,
      );
    }
    if (record.data.question !== question.question)
      throw new MetricsError(
        `${answers}: record ${i + 1}, field question: "${record.data.question}", but record ${i + 1} of ${labels} asks "${question.question}"; keep the order of the labels`,
      );
    return { ...question, answer: record.data.answer ?? undefined };
  });
}

/**
 * POPE's figures of one set of questions.
 * @throws MetricsError as {@link readPope}
 */
export function scorePope(gt: string, pred: string): Evaluation {
  return evaluatePope(readPope(gt, pred));
}
