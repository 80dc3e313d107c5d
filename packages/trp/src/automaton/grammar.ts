// What all states of the token automaton share: the grammar's fixed texts as ids, and the limits of an answer.
import type { Codec } from "../conversation/codec.js";
import type { SpecialToken } from "../special-tokens.js";
import type { TokenState } from "./states.js";
import type { TextTokens } from "./text-tokens.js";

/** Ends of what an answer may hold. */
export interface AutomatonLimits {
  /** Lines of the plan. */
  lines: number;
  /** References in the whole answer. */
  instances: number;
  /** Tokens of one name in the plan; a character that they begin is finished. */
  nameTokens: number;
  /** Tokens that the model writes freely in the body, up to a whole character; then the rest of the plan is written for it. */
  textTokens: number;
  /** Phrases inside phrases. */
  depth: number;
  /** Units of one plan line. */
  unitsPerLine: number;
}

export const defaultLimits: AutomatonLimits = {
  lines: 32,
  instances: 100,
  nameTokens: 24,
  textTokens: 256,
  depth: 3,
  unitsPerLine: 2,
};

/** A line of the plan as the model wrote it. */
export interface PlannedLine {
  /** Bytes of the name, as `TextTokens` has them, and the ids that made them. */
  name: string;
  nameIds: readonly number[];
  units: readonly string[];
  count: number;
}

/** What all states share. */
export interface Grammar {
  codec: Codec;
  text: TextTokens;
  units: readonly string[];
  limits: AutomatonLimits;
  bareConcepts: boolean;
  distinctNames: boolean;
  /** Ids of a fixed text, tokenised by itself as in training. */
  ids(text: string): readonly number[];
  special(marker: SpecialToken): number;
  countLimit(units: readonly string[]): number;
  body(lines: readonly PlannedLine[]): TokenState;
}
