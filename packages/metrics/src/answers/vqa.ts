// The accuracy of VQA v2 and OK-VQA: how many people gave the same answer (Antol et al. 2015; visualqa.org/evaluation.html).
import { z } from "zod";
import { type Evaluation, MetricsError } from "../evaluation.js";
import { readJsonFile } from "../files/json-file.js";
import { answersInOrder, checkRecords, type RecordFormat, type RecordId, recordId } from "../files/records.js";
import { mean, meanWhere, ratioEvaluation } from "../statistics/ratios.js";
import { normaliseAnswer, trimAnswer } from "./vqa-normalise.js";

/** A question's answers by people, ten as a rule. */
export interface VqaTruth {
  readonly id: RecordId;
  readonly answers: readonly string[];
  /** "yes/no", "number" or "other". */
  readonly answerType: string;
  /** The question's first words. */
  readonly questionType: string;
}

/** A model's answer; null where it failed. */
export interface VqaAnswer {
  readonly id: RecordId;
  readonly answer: string | null;
}

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
 * How right an answer is, in 0 .. 1: the mean, over the people, of min(1, others with this answer / 3). Answers are
 * normalised only where people differ; where all agree, letters and marks must be theirs.
 */
export function vqaAccuracy(answer: string, people: readonly string[]): number {
  const trimmed = people.map(trimAnswer);
  const unanimous = trimmed.every((each) => each === trimmed[0]);
  const comparable = unanimous ? (text: string) => text : normaliseAnswer;
  const given = comparable(trimAnswer(answer));
  const same = trimmed.filter((each) => comparable(each) === given).length;
  // Seen from those who gave it, one fewer agrees.
  return (same * Math.min(1, (same - 1) / 3) + (people.length - same) * Math.min(1, same / 3)) / people.length;
}

/**
 * Accuracy over all questions, by answer type and by question type. A question without an answer has accuracy 0.
 * @throws MetricsError for an answer to no question of the truth
 */
export function evaluateVqa(
  truth: readonly VqaTruth[],
  answers: readonly VqaAnswer[],
  lists?: { truth: string; answers: string },
): Evaluation & { readonly accuracy: Float64Array } {
  const paired = answersInOrder(truth, answers, lists);
  const accuracy = Float64Array.from(truth, (each, i) => {
    const answer = paired[i]?.answer ?? undefined;
    return answer === undefined ? 0 : vqaAccuracy(answer, each.answers);
  });
  const byType = (kind: "answerType" | "questionType", label: string) =>
    [...new Set(truth.map((each) => each[kind]))].map((type) => {
      const chosen = Uint8Array.from(truth, (each) => Number(each[kind] === type));
      return [`accuracy, ${label}: ${type}`, meanWhere(accuracy, chosen)] as const;
    });
  const ratios = {
    accuracy: mean(accuracy),
    ...Object.fromEntries([...byType("answerType", "answer"), ...byType("questionType", "question")]),
  };
  const note = (i: number) => ({
    id: truth[i]!.id,
    truth: truth[i]!.answers.join(" / "),
    answer: paired[i]?.answer ?? undefined,
  });
  return { ...ratioEvaluation(truth.length, ratios, { note }), accuracy };
}

/**
 * The same from VQA's files, which are OK-VQA's too: annotations (`v2_mscoco_*_annotations.json`) and a list of results.
 * @throws MetricsError naming file, record and field
 */
export function scoreVqa(gt: string, pred: string): Evaluation {
  const file = z.object({ annotations: z.unknown() }).safeParse(readJsonFile(gt));
  if (!file.success) throw new MetricsError(`${gt}: there is no "annotations"; give VQA's annotations`);
  const truth = checkRecords(gt, file.data.annotations, truthFormat);
  const answers = checkRecords(pred, readJsonFile(pred), answerFormat);
  return evaluateVqa(truth, answers, { truth: gt, answers: pred });
}
