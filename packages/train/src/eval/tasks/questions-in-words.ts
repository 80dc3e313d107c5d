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
import { bodyText, groups } from "@refvlm/trp";
import { shortAnswer } from "@refvlm/vt-instruct";
import type { QuestionKind } from "../kinds.js";
import type { EvalQuestion } from "../question.js";
import { type Row, type TaskFamily, taskFamily } from "./family.js";
import { questionText, recordId } from "./grounded.js";

/** So many people answered each question of VQA; where the data have one answer, all of them gave it. */
const PEOPLE = 10;

/** What is compared: answers without a full stop; of those that point at things only what they conclude. */
const plain = (text: string, points = false) => (points ? shortAnswer(text, points) : text.trim().replace(/\.$/, ""));

const peopleOf = ({ references, turn: { answer } }: EvalQuestion) =>
  references?.map((text) => plain(text)) ??
  Array<string>(PEOPLE).fill(plain(bodyText(answer.body), groups(answer.body).length > 0));

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
      const truth = { id, answers: peopleOf(question), answerType: "other", questionType: "none" };
      return { truth, answer: { id, answer: answer && plain(answer.text, answer.instances.length > 0) } };
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
