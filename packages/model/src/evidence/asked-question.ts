// What a question says of where its answer points, and what one that names nothing takes over from the one before it: "segment it"
// behind "the left dog" means the left one.
import type { VisualPrompt } from "@refvlm/vision";
import { type PlaceWords, singlesOut } from "../place-words.js";
import type { Asks } from "../router.js";

/** A question, read. */
export interface AskedQuestion extends PlaceWords {
  /** Each of its words once; a listed name is one word, and none where another one follows: "the orange truck" is a truck. */
  words: readonly string[];
  /** The listed names among them, in their order. */
  names: readonly string[];
  /** Number of the listed attribute that it says. */
  attribute: number | null;
  prompts: readonly VisualPrompt[];
  /** What was asked before it in the conversation, where it names nothing and points at nothing itself, but leans on that. */
  before: EarlierQuestion | null;
}

/** A question and the names that its answer's plan has, in small letters. */
export interface EarlierQuestion {
  question: AskedQuestion;
  told: readonly string[];
}

/**
 * What is asked of things that the answer calls so.
 * @param told names of the answer's plan: a thing that it points at, too, is no landmark but compared
 * @param numberOf number of a listed name
 */
export function asksOf(
  question: AskedQuestion,
  phrase: string,
  told: readonly string[],
  numberOf: (name: string) => number | undefined,
): Asks {
  const { before } = question;
  if (before?.told.includes(phrase.toLowerCase())) return asksOf(before.question, phrase, before.told, numberOf);
  const landmark = question.names.at(-1);
  const beside = landmark !== undefined && landmark !== phrase.toLowerCase() && !told.includes(landmark);
  const name = beside && question.relation.some((along) => along !== 0) ? numberOf(landmark) : undefined;
  return {
    prompts: question.prompts,
    looksAway: told.length > 1 || singlesOut(question.words),
    toward: question.place,
    ...(question.attribute !== null && { attribute: question.attribute }),
    ...(name !== undefined && { beside: { name, relation: question.relation } }),
  };
}

/** Number of the attribute that a question tells things of a name apart by; null where it says none. */
export function tellsApart({ attribute, before }: AskedQuestion, name: string): number | null {
  return before?.told.includes(name.toLowerCase()) ? tellsApart(before.question, name) : attribute;
}
