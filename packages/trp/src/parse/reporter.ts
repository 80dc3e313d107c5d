// Where breaches of the grammar go: thrown in strict mode, listed in tolerant mode.
import { TrpSyntaxError } from "../errors.js";
import type { Cursor } from "./lexer.js";
import type { Problem, ProblemKind } from "./problems.js";

export class Reporter {
  /** The first ones, up to the limit. */
  readonly problems: Problem[] = [];
  /** All, listed or not. */
  count = 0;

  constructor(
    readonly strict: boolean,
    private readonly limit: number,
  ) {}

  /**
   * A breach of the grammar at a place; `found` is empty at the end of the answer.
   * @throws TrpSyntaxError in strict mode
   */
  fail(kind: ProblemKind, at: Cursor, found: string, expected: string, action: string): void {
    const shown = found === "" ? "the end" : JSON.stringify(found.length > 40 ? `${found.slice(0, 40)}…` : found);
    if (this.strict) throw new TrpSyntaxError(kind, at.offset, at.line, at.column, expected, shown);
    this.list(kind, at, found.length, `expected ${expected}, found ${shown}`, action);
  }

  /** A disagreement of plan and body: no breach of grammar, so listed in both modes. */
  differs(at: Cursor, message: string): void {
    this.list("plan-differs", at, 0, message, "kept both as they are");
  }

  private list(kind: ProblemKind, at: Cursor, length: number, message: string, action: string): void {
    this.count += 1;
    if (this.problems.length === this.limit) return;
    const range = [at.offset, at.offset + length] as const;
    this.problems.push({ kind, range, line: at.line, column: at.column, message, action });
  }
}
