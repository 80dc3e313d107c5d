// What an answer is once its units are decoded: words, plan, and phrases that carry their units in original pixels.
import type { Plan } from "@refvlm/trp";
import type { UnitName, UnitValues } from "@refvlm/vision";
import type { EndReason } from "../generate/row.js";

/**
 * One instance of a phrase in one unit: what that unit's decoder made of its `<REF>`. The values, in original pixels, are
 * what it said; a mask says the box around it, too. There is none where nothing was found or no decoder serves the unit.
 */
export interface GroundedInstance extends Partial<UnitValues> {
  /** `box`, `mask`, … or a new word of the prompt: the word in the `<Unit>` of its group. */
  unit: string;
  /** The unit whose decoder served it: another word than `unit` for a new one. Absent where none did. */
  decodedAs?: string;
  /** The words that it grounds. */
  phrase: string;
  /** Counts the groups of the answer. */
  group: number;
  /** Counts the instances of the phrase, as the index before its `<REF>` does. */
  instance: number;
  /**
   * Probability of the phrase's words (of its plan line where that fixes them) times the predicted quality, 0..1;
   * without quality where no decoder serves the unit.
   */
  score: number;
}

/** What the decoder of its unit said: of a mask that alone, without the box around it. */
export function decodedValue(instance: GroundedInstance): Partial<UnitValues> {
  const unit = instance.decodedAs as UnitName | undefined;
  return unit !== undefined && Object.hasOwn(instance, unit) ? { [unit]: instance[unit] } : {};
}

export interface GroundedAnswer {
  /** The words alone. */
  text: string;
  /** The answer as generated, markers and plan included. */
  trp: string;
  plan: Plan | null;
  units: GroundedInstance[];
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
  | { type: "unit"; unit: GroundedInstance }
  | { type: "end"; answer: GroundedAnswer };
