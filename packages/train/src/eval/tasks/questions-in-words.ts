// VQA: answers in words against those of people, and POPE's yes and no about what is there.
import {
  evaluatePope,
  evaluateVqa,
  mean,
  type PopeSample,
  ratioEvaluation,
  type VqaAnswer,
  type VqaTruth,
} from "@refvlm/metrics";
import { bodyText } from "@refvlm/trp";
import type { QuestionKind } from "../kinds.js";
import type { EvalQuestion } from "../question.js";
import { type Row, type TaskFamily, taskFamily } from "./family.js";
import { questionText, recordId } from "./grounded.js";

/** So many people answered each question of VQA; where the data have one answer, all of them gave it. */
const PEOPLE = 10;

const peopleOf = ({ references, turn }: EvalQuestion) =>
  references ?? Array<string>(PEOPLE).fill(bodyText(turn.answer.body));

/** What is compared: answers end without a full stop. */
const plain = (text: string) => text.trim().replace(/\.$/, "");

interface Answered {
  readonly truth: VqaTruth;
  readonly answer: VqaAnswer;
}

/** VQA's accuracy. */
export function vqaAccuracyOf(name: string, kinds: readonly QuestionKind[], rows: readonly Row[]): TaskFamily {
  return taskFamily<Answered>({
    name,
    kinds,
    rows,
    keep({ question, answer }) {
      const id = recordId(question);
      const truth = { id, answers: peopleOf(question).map(plain), answerType: "other", questionType: "none" };
      return { truth, answer: { id, answer: answer && plain(answer.text) } };
    },
    measure(kept) {
      const truths = kept.map(({ truth }) => truth);
      const answers = kept.map(({ answer }) => answer);
      return ratioEvaluation(kept.length, { accuracy: mean(evaluateVqa(truths, answers).accuracy) });
    },
    files: (kept) => ({
      score: "vqa",
      gt: {
        annotations: kept.map(({ truth: { id, answers, answerType, questionType } }) => ({
          question_id: id,
          question_type: questionType,
          answer_type: answerType,
          answers: answers.map((answer) => ({ answer })),
        })),
      },
      pred: kept.map(({ answer: { id, answer } }) => ({ question_id: id, answer })),
    }),
  });
}

/** POPE's figures; an answer that fails is wrong. */
export function presence(name: string, rows: readonly Row[]): TaskFamily {
  return taskFamily<PopeSample>({
    name,
    kinds: ["vqa-presence"],
    rows,
    keep({ question, answer }) {
      const label = plain(bodyText(question.turn.answer.body)).toLowerCase();
      if (label !== "yes" && label !== "no") return undefined;
      const sample = { id: recordId(question), question: questionText(question), label } as const;
      return { ...sample, ...(answer && { answer: answer.text }) };
    },
    measure: evaluatePope,
    files: (samples) => ({
      score: "pope",
      gt: samples.map(({ id, question, label }) => ({ question_id: id, text: question, label })),
      pred: samples.map(({ question, answer }) => ({ question, answer: answer ?? null })),
    }),
  });
}
