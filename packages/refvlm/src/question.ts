// What a question may be: words, and options within their ranges. Imports no network, so that slips are told at once.
import type { AnswerPhase, QuestionContext } from "@refvlm/model";
import { QuestionError } from "./errors.js";
import { checkOptions, excerpt } from "./options.js";

export interface QuestionOptions extends QuestionContext {
  /** Longest answer in tokens; one that reaches it is closed there, so that it parses. Default 1024. */
  maxTokens?: number;
  /** 0 (default) always takes the likeliest token. */
  temperature?: number;
  /** Keeps the fewest tokens whose probabilities reach this sum. Default 1: all. */
  topP?: number;
  /** Start of the random stream where temperature is above 0. Default 0. */
  seed?: number;
  /** Stops the answer; the call rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Hears what the work turns to, for whoever wants to know where time goes. */
  onPhase?(phase: AnswerPhase): void;
}

const OPTIONS = ["command", "history", "maxTokens", "temperature", "topP", "seed", "signal", "onPhase"];

/** @throws QuestionError for a question that says nothing, an option that there is not, or one that cannot be */
export function checkQuestion(question: string, options: QuestionOptions = {}): void {
  if (typeof question !== "string" || question.trim() === "")
    throw new QuestionError('the question is empty: ask something, e.g. "where is the dog?"');
  checkOptions("a question", options, OPTIONS);
  const { maxTokens, temperature, topP, seed, signal } = options;
  const check = (name: string, value: unknown, valid: (value: number) => boolean, wanted: string) => {
    if (value === undefined || (typeof value === "number" && valid(value))) return;
    const shown = typeof value === "number" ? value : excerpt(value);
    throw new QuestionError(`${name} is ${shown}; it must be ${wanted}`);
  };
  check("maxTokens", maxTokens, (value) => Number.isSafeInteger(value) && value > 0, "a whole number above 0");
  check("temperature", temperature, (value) => value >= 0 && value < Number.POSITIVE_INFINITY, "0 or more");
  check("topP", topP, (value) => value > 0 && value <= 1, "above 0 and at most 1");
  check("seed", seed, Number.isSafeInteger, "a whole number");
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new QuestionError(`signal is ${excerpt(signal)}; it must be an AbortSignal`);
}
