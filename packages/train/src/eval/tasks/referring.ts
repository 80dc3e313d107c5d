// REC and RES: a referring expression, answered with one box or with a mask.
import {
  evaluateRec,
  evaluateRes,
  type RecAnswer,
  type RecTruth,
  type ResAnswer,
  type ResTruth,
} from "@refvlm/metrics";
import { mergeRle, type Rle } from "@refvlm/vision";
import type { QuestionKind } from "../kinds.js";
import { type Row, type TaskFamily, taskFamily } from "./family.js";
import { givenUnits, questionText, recordId, truthUnits } from "./grounded.js";

interface Pair<Truth, Answer> {
  readonly truth: Truth;
  readonly answer: Answer;
}

/** Accuracy at IoU 0.5; an answer with no box or several is wrong. */
export function referringBoxes(name: string, kinds: readonly QuestionKind[], rows: readonly Row[]): TaskFamily {
  return taskFamily<Pair<RecTruth, RecAnswer>>({
    name,
    kinds,
    rows,
    keep({ question, answer }) {
      const id = recordId(question);
      const [truth, ...others] = truthUnits(question, "box");
      if (!truth || others.length > 0) return undefined;
      const given = givenUnits(answer, "box");
      const one = given.length === 1 ? { box: given[0].value, score: given[0].score } : { box: null };
      return { truth: { id, box: truth.value, expression: questionText(question) }, answer: { id, ...one } };
    },
    measure: (pairs) => evaluateRec(pairs.map(truthOf), pairs.map(answerOf)),
    files: (pairs) => ({ score: "rec", gt: pairs.map(truthOf), pred: pairs.map(answerOf) }),
  });
}

/** cIoU and mIoU; all masks of an answer are one, as are those of the truth. */
export function referringMasks(name: string, kinds: readonly QuestionKind[], rows: readonly Row[]): TaskFamily {
  return taskFamily<Pair<ResTruth, ResAnswer>>({
    name,
    kinds,
    rows,
    keep({ question, answer }) {
      const id = recordId(question);
      const truth = united(truthUnits(question, "mask").map(({ value }) => value.toRle()));
      if (!truth) return undefined;
      const mask = united(givenUnits(answer, "mask").map(({ value }) => value.toRle()));
      return { truth: { id, mask: truth, expression: questionText(question) }, answer: { id, mask } };
    },
    measure: (pairs) => evaluateRes(pairs.map(truthOf), pairs.map(answerOf)),
    files: (pairs) => ({ score: "res", gt: pairs.map(truthOf), pred: pairs.map(answerOf) }),
  });
}

/** All pixels of masks of one picture; null without any. */
export function united(masks: readonly Rle[]): Rle | null {
  return masks.length > 0 ? mergeRle(masks) : null;
}

const truthOf = <Truth>({ truth }: { readonly truth: Truth }) => truth;
const answerOf = <Answer>({ answer }: { readonly answer: Answer }) => answer;
