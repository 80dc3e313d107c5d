// What a conversation is made of, and how its turns are worded: template data, no code of its own.
import type { Answer } from "../ast.js";
import type { TaskCommand } from "./task-command.js";

/** A piece of a user message. Only structured parts make picture and prompt places; text always stays text. */
export type Part =
  | { type: "text"; text: string }
  | { type: "image"; index?: number }
  | { type: "prompt"; index: number };

/** A question and, where it is known, its answer (a tree, or TRP text that is parsed strictly). */
export interface Turn {
  user: Part[];
  answer?: Answer | string;
  command?: TaskCommand;
}

/** The turns with the picture where a conversation has it: in the first user message, unless it is there already. */
export function withPicture<T extends { user: Part[] }>(turns: readonly T[]): T[] {
  return turns.map((turn, i) => {
    if (i > 0 || turn.user.some((part) => part.type === "image")) return turn;
    return { ...turn, user: [{ type: "image" }, ...turn.user] };
  });
}

/** The wording around questions and answers. */
export interface PromptTemplate {
  /** Stands once before the first turn. */
  systemPrefix: string;
  /** Before each user message. */
  user: string;
  /** After each user message; the answer follows directly. */
  assistant: string;
  /** Before an answer that begins with words, and a part of it. */
  answerStart: string;
  /** Follows the picture's place at the start of the first user message. */
  afterImage: string;
  /** Between the end of an answer and the next turn, not supervised. */
  turnEnd: string;
}

/**
 * The wording of Vicuna and LLaVA-1.5, `vicuna_v1` in their sources (github.com/haotian-liu/LLaVA, conversation.py):
 * published weights answer worse to any other. Where their tokenizer opens a run of text, behind the start token, a
 * picture or the end of an answer, it puts a space before it; ours puts none anywhere, so here the spaces are written.
 */
export const vicunaTemplate: PromptTemplate = {
  systemPrefix:
    " A chat between a curious user and an artificial intelligence assistant. " +
    "The assistant gives helpful, detailed, and polite answers to the user's questions.",
  user: " USER: ",
  assistant: " ASSISTANT:",
  answerStart: " ",
  afterImage: " \n",
  turnEnd: "",
};

/** The same for models whose answers have no plan: `vicuna_v1` promises none, so not a word of it changes. */
export const vicunaTemplateWithoutPlan: PromptTemplate = vicunaTemplate;

/** Short wording for a small network trained from nothing. */
export const plainTemplate: PromptTemplate = {
  systemPrefix: "",
  user: "USER: ",
  assistant: " ASSISTANT:",
  answerStart: "",
  afterImage: "\n",
  turnEnd: "",
};
