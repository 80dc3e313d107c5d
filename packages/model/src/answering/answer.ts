// What an answer is once its units are decoded: words, plan, and phrases that carry boxes and masks in original pixels.
import type { Plan } from "@refvlm/trp";
import type { UnitValues } from "@refvlm/vision";
import type { EndReason } from "../generate/row.js";

/**
 * One instance of a phrase: what one `<REF>` decoded to. Its values are in original pixels, each under its unit's name: a
 * mask comes with the box around it, where it is not empty; a unit that nobody decodes has none.
 */
export interface GroundedUnit extends Partial<UnitValues> {
  /** `box`, `mask`, … or a new word of the prompt: the word in the `<Unit>` of its group. */
  kind: string;
  /** The words that it grounds. */
  phrase: string;
  /** Counts the groups of the answer. */
  group: number;
  /** Counts the instances inside the group. */
  instance: number;
  /**
   * Probability of the phrase's words (of its plan line where that fixes them) times the predicted quality, 0..1;
   * without quality where no decoder serves the unit.
   */
  score: number;
}

export interface GroundedAnswer {
  /** The words alone. */
  text: string;
  /** The answer as generated, markers and plan included. */
  trp: string;
  plan: Plan | null;
  units: GroundedUnit[];
  /** What the parser had to mend; empty for a well-formed answer. */
  problems: string[];
  /** Tokens generated. */
  tokens: number;
  /** `end`, or `length` when the limit cut it off. */
  ended: EndReason;
}

/**
 * What streams while an answer is generated.
 * - `piece`: the answer as written, markers included
 * - `text`: words alone
 * - `plan`: the finished plan
 * - `unit`: one decoded instance, as soon as its triplet closes
 * - `end`: the whole answer
 */
export type AnswerEvent =
  | { type: "piece"; piece: string; marker: boolean }
  | { type: "text"; text: string }
  | { type: "plan"; plan: Plan }
  | { type: "unit"; unit: GroundedUnit }
  | { type: "end"; answer: GroundedAnswer };
