// Errors of the language: one clear message each, with a place where there is one.
import type { Range } from "./ast.js";

/** Something that cannot be printed, parsed or encoded. */
export class TrpError extends Error {
  override name = "TrpError";
}

/** Strict parsing met something else than the grammar expects. */
export class TrpSyntaxError extends TrpError {
  override name = "TrpSyntaxError";
  constructor(
    /** Offset in UTF-16 code units from the start of the answer. */
    readonly position: number,
    /** 1-based. */
    readonly line: number,
    /** 1-based, in UTF-16 code units. */
    readonly column: number,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`line ${line}, column ${column} (offset ${position}): expected ${expected}, found ${found}`);
  }
}

export type ProblemKind =
  | "orphan-ref"
  | "unit-without-phrase"
  | "unit-without-refs"
  | "broken-unit"
  | "index-after-ref"
  | "missing-index"
  | "wrong-index"
  | "missing-parenthesis"
  | "stray-space"
  | "stray-marker"
  | "empty-phrase"
  | "unclosed"
  | "broken-plan"
  | "plan-differs";

/** What tolerant parsing met, where, and what it did about it. */
export interface Problem {
  kind: ProblemKind;
  range: Range;
  /** 1-based place of the start of `range`. */
  line: number;
  column: number;
  message: string;
  /** What the parser did to go on. */
  action: string;
}
