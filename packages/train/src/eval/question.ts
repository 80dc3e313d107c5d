// What an evaluation asks, whatever it takes it from, and what came back.
import type { AnswerJson, GroundedAnswer } from "@refvlm/model";
import type { TaskCommand } from "@refvlm/trp";
import type { Picture } from "@refvlm/vision";
import type { AnnotatedObject, SampleTurn } from "@refvlm/vt-instruct";
import type { QuestionKind } from "./kinds.js";
import type { Score } from "./score.js";

/** A question about a picture, with its truth. */
export interface EvalQuestion {
  /** Part of the evaluation that has figures of its own, e.g. "held-out". */
  readonly set: string;
  /** Tells it from others of its set and kind. */
  readonly id: string;
  readonly kind: QuestionKind;
  readonly picture: Picture;
  /** Earlier turns with their true answers. */
  readonly history: readonly SampleTurn[];
  /** The question with its true answer; depth is decoded. */
  readonly turn: SampleTurn;
  /** The command that it is asked with; without it, the wording alone says what is wanted. */
  readonly command?: TaskCommand;
  /** Every answer in words that is as good as the turn's, itself included, where there are several. */
  readonly references?: readonly string[];
  /** Regions of many objects that were not told apart: detected or not, they count neither way. */
  readonly crowds?: readonly AnnotatedObject[];
  /** The names of all that is labelled in the picture, where that is known. */
  readonly names?: readonly string[];
}

/** One answered question, as it is kept in a file of results. */
export interface QuestionResult extends Score {
  readonly set: string;
  readonly id: string;
  readonly kind: QuestionKind;
  /** The answer is complete and its plan is kept. */
  readonly wellFormed: boolean;
  /** null where the model failed. */
  readonly answer: AnswerJson | null;
}

/** A question with its answer as the file of results holds it: what is measured does not depend on whether it was read there. */
export interface AnsweredQuestion {
  readonly question: EvalQuestion;
  readonly answer: GroundedAnswer | null;
  readonly result: QuestionResult;
}

/** What tells one question from all others. */
export function questionKey({ set, kind, id }: Pick<EvalQuestion, "set" | "kind" | "id">): string {
  return `${set}/${kind}/${id}`;
}
