// The seam of VQA's questions by rule: a question that a word answers, and the things that the word is decided from.
import type { Random } from "../random.js";
import type { AnnotatedPicture } from "../sample/annotated.js";
import type { AskOptions } from "./ask-options.js";
import { type GroundedPiece, joinPieces, type Piece, type Question } from "./turn.js";

/** One kind of question; undefined where the picture affords none. */
export type RuleQuestion = (
  picture: AnnotatedPicture,
  random: Random,
  options: AskOptions,
) => RuleQuestionAsked | undefined;

export interface RuleQuestionAsked {
  readonly question: Question;
  readonly answer: readonly Piece[];
  /** The answer points at what it is about. */
  readonly points?: boolean;
}

/**
 * The answer in a word, behind the things that show it where `options` want these pointed at: "dog, cat: yes". The word
 * comes last, so that it can be decided from the boxes.
 */
export function concluded(
  word: string,
  things: readonly GroundedPiece[],
  { pointFirst = false }: AskOptions,
): Pick<RuleQuestionAsked, "answer" | "points"> {
  return pointFirst ? { answer: [...joinPieces(things), `: ${word}`], points: true } : { answer: [word] };
}

/** Whether the answer is to be yes. */
export function drawYes(random: Random, { noRate = 0.5 }: AskOptions): boolean {
  return !random.chance(noRate);
}

export function yesOrNo(yes: boolean): string {
  return yes ? "yes" : "no";
}
