// The accuracy of VQA v2 and OK-VQA: how many people gave the same answer (Antol et al. 2015; visualqa.org/evaluation.html).
import type { Evaluation } from "../evaluation.js";
import type { RecordId } from "../record-id.js";
import { answersInOrder } from "../records.js";
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
