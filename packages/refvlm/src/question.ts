// What a question may be: words, and options within their ranges. Imports no network, so that slips are told at once.
import type { AnswerPhase, QuestionContext } from "@refvlm/model";
import type { Part } from "@refvlm/trp";
import { QuestionError } from "./errors.js";
import { checkOptions, checkValue } from "./options.js";

export interface QuestionOptions extends QuestionContext {
  /** Longest answer in tokens; one that reaches it is closed there, so that it parses. Default 1024. */
  maxTokens?: number;
  /** 0 (default) always takes the likeliest token. */
  temperature?: number;
  /** Keeps the fewest tokens whose probabilities reach this sum. Default 1: all. */
  topP?: number;
  /**
   * Leaves out units that are right with less probability; the words stay. Default: what the network's calibration says for
   * each unit, 0 without one.
   */
  minScore?: number;
  /**
   * Denies in words where everything that the answer would name is there with less probability. Default: what the
   * calibration says; 0 leaves it to the language model.
   */
  deny?: number;
  /** Start of the random stream where temperature is above 0. Default 0. */
  seed?: number;
  /** Stops the answer; the call rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Hears what the work turns to, for whoever wants to know where time goes. */
  onPhase?(phase: AnswerPhase): void;
}

/**
 * Words, behind which the visual prompts of the options are put; or parts, which say where each one belongs:
 * `[{ type: "text", text: "is " }, { type: "prompt", index: 0 }, { type: "text", text: " a dog?" }]`.
 */
export type Question = string | readonly Part[];

const CONTEXT = ["command", "history", "prompts"];
const OPTIONS = [...CONTEXT, "maxTokens", "temperature", "topP", "minScore", "deny", "seed", "signal", "onPhase"];

/** Whether a name is that of an option. */
export function isQuestionOption(name: string): boolean {
  return OPTIONS.includes(name);
}

/** @throws QuestionError for a question that says nothing, an option that there is not, or one that cannot be */
export function checkQuestion(question: Question, options: QuestionOptions = {}): void {
  if (typeof question === "string" ? question.trim() === "" : !Array.isArray(question))
    throw new QuestionError('the question is empty: ask something, e.g. "where is the dog?"');
  checkOptions("a question", options, OPTIONS);
  const { prompts, maxTokens, temperature, topP, minScore, deny, seed, signal, onPhase } = options;
  checkValue("prompts", prompts, Array.isArray, 'a list, e.g. [{ kind: "point", points: [[40, 60]] }]');
  const check = (name: string, value: unknown, valid: (value: number) => boolean, wanted: string) =>
    checkValue(name, value, (given) => typeof given === "number" && valid(given), wanted);
  check("maxTokens", maxTokens, (value) => Number.isSafeInteger(value) && value > 0, "a whole number above 0");
  check("temperature", temperature, (value) => value >= 0 && value < Number.POSITIVE_INFINITY, "0 or more");
  check("topP", topP, (value) => value > 0 && value <= 1, "above 0 and at most 1");
  check("minScore", minScore, isProbability, "a probability from 0 to 1");
  check("deny", deny, isProbability, "a probability from 0 to 1");
  check("seed", seed, Number.isSafeInteger, "a whole number");
  checkValue("signal", signal, (value) => value instanceof AbortSignal, "an AbortSignal");
  checkValue("onPhase", onPhase, (value) => typeof value === "function", "a function");
}

const isProbability = (value: number) => value >= 0 && value <= 1;

/** The question as parts. */
export function questionParts(question: Question, prompts: QuestionOptions["prompts"] = []): readonly Part[] {
  if (typeof question !== "string") return question;
  const space: Part = { type: "text", text: " " };
  return [
    { type: "text", text: question },
    ...prompts.flatMap((_, index): Part[] => [space, { type: "prompt", index }]),
  ];
}
