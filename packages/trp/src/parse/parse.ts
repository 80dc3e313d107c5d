// Text to trees: the streaming parser's events gathered into an answer.
import type { Answer, Plan } from "../ast.js";
import { TrpError } from "../errors.js";
import type { Problem } from "./problems.js";
import { type StreamOptions, TrpStream } from "./stream.js";
import { TreeBuilder } from "./tree-builder.js";

export type ParseOptions = Pick<StreamOptions, "mode" | "limits">;

export interface ParseResult {
  answer: Answer;
  /**
   * In the order in which they were met, up to the limit. Disagreements of plan and body come in both modes: they are
   * no breach of grammar.
   */
  problems: readonly Problem[];
  /** How many problems there were, those beyond the limit included. */
  problemCount: number;
}

/**
 * Parses a whole answer; every node carries its source range. The inverse of `printAnswer` for trees within the limits.
 * @throws TrpSyntaxError in strict mode, with place, expectation and hint
 */
export function parseAnswer(text: string, options: ParseOptions = {}): ParseResult {
  const stream = new TrpStream({ mode: options.mode, limits: options.limits });
  const builder = new TreeBuilder();
  stream.read(text, (event) => builder.add(event));
  for (const event of stream.end()) builder.add(event);
  return { answer: builder.answer, problems: stream.problems, problemCount: stream.problemCount };
}

/**
 * Parses a plan alone, `<Task>` to the line break behind `</Task>`.
 * @throws TrpSyntaxError; TrpError where the text is not a plan or goes on behind it
 */
export function parsePlan(text: string): Plan {
  const { plan, body } = parseAnswer(text).answer;
  if (!plan || body.length > 0)
    throw new TrpError("expected a plan alone, from <Task> to the line break behind </Task>");
  return plan;
}
