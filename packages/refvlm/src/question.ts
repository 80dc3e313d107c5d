// What a question may be: words, and options within their ranges. Imports nothing heavy, so that slips are told at once.
import type { QuestionContext } from "@refvlm/model";
import { QuestionError } from "./errors.js";

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
}

const OPTIONS = ["command", "history", "maxTokens", "temperature", "topP", "seed", "signal"];

/** @throws QuestionError for a question that says nothing, an option that there is not, or one that cannot be */
export function checkQuestion(question: string, options: QuestionOptions = {}): void {
  if (typeof question !== "string" || question.trim() === "")
    throw new QuestionError('the question is empty: ask something, e.g. "where is the dog?"');
  if (typeof options !== "object" || options === null)
    throw new QuestionError(`the options are ${options}; they must be an object`);
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined)
    throw new QuestionError(`there is no option "${unknown}"; a question takes ${OPTIONS.join(", ")}`);
  const { maxTokens, temperature, topP, seed } = options;
  const check = (name: string, value: number | undefined, valid: (value: number) => boolean, wanted: string) => {
    if (value !== undefined && !valid(value)) throw new QuestionError(`${name} is ${value}; it must be ${wanted}`);
  };
  check("maxTokens", maxTokens, (value) => Number.isSafeInteger(value) && value > 0, "a whole number above 0");
  check("temperature", temperature, (value) => value >= 0 && value < Number.POSITIVE_INFINITY, "0 or more");
  check("topP", topP, (value) => value > 0 && value <= 1, "above 0 and at most 1");
  check("seed", seed, Number.isSafeInteger, "a whole number");
}
