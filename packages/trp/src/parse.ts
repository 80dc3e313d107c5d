// Text to trees: the streaming parser's events gathered into an answer.
import type { Answer } from "./ast.js";
import type { Problem } from "./errors.js";

export interface ParseOptions {
  /** `strict` throws at the first breach of the grammar; `tolerant` mends it and reports a problem. */
  mode?: "strict" | "tolerant";
}

export interface ParseResult {
  answer: Answer;
  /** In order of place. Disagreements of plan and body are reported in both modes: they are no breach of grammar. */
  problems: Problem[];
}

/**
 * Parses a whole answer.
 * @throws TrpSyntaxError in strict mode, with place and expectation
 */
export declare function parseAnswer(text: string, options?: ParseOptions): ParseResult;
