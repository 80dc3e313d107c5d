// Text to trees: the streaming parser's events gathered into an answer.
import type { Answer, Plan } from "./ast.js";
import { TrpError } from "./errors.js";
import type { Problem } from "./problems.js";
import { TrpStream } from "./stream.js";
import { TreeBuilder } from "./tree-builder.js";

export interface ParseOptions {
  /** `strict` (the default) throws at the first breach of the grammar; `tolerant` mends it and reports a problem. */
  mode?: "strict" | "tolerant";
}

export interface ParseResult {
  answer: Answer;
  /** In order of place. Disagreements of plan and body are reported in both modes: they are no breach of grammar. */
  problems: readonly Problem[];
}

/**
 * Parses a whole answer; every node carries its source range.
 * @throws TrpSyntaxError in strict mode, with place and expectation
 */
export function parseAnswer(text: string, { mode = "strict" }: ParseOptions = {}): ParseResult {
  const stream = new TrpStream({ mode });
  const builder = new TreeBuilder();
  for (const event of stream.push(text)) builder.add(event);
  for (const event of stream.end()) builder.add(event);
  return { answer: builder.answer, problems: stream.problems };
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
