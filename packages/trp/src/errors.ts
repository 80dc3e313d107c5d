// Errors of the language: one clear message each, with a place where there is one.
import { PROBLEM_HINTS, type ProblemKind } from "./parse/problems.js";

/** Something that cannot be printed, parsed or encoded. */
export class TrpError extends Error {
  override name = "TrpError";
}

/** Strict parsing met something else than the grammar expects. */
export class TrpSyntaxError extends TrpError {
  override name = "TrpSyntaxError";
  constructor(
    readonly kind: ProblemKind,
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
  /** How to put it right. */
  get hint(): string {
    return PROBLEM_HINTS[this.kind];
  }
}
