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
  /** Follows the picture's place at the start of the first user message. */
  afterImage: string;
  /** Between the end of an answer and the next turn, not supervised. */
  turnEnd: string;
}

/** Full wording for pretrained language models of the Vicuna kind. */
export const vicunaTemplate: PromptTemplate = {
  systemPrefix: vicunaPrefix("first plans which concepts to ground and how many of each, then answers in words"),
  user: "USER: ",
  assistant: " ASSISTANT:",
  afterImage: "\n",
  turnEnd: "\n",
};

/** The same for models whose answers have no plan. */
export const vicunaTemplateWithoutPlan: PromptTemplate = {
  ...vicunaTemplate,
  systemPrefix: vicunaPrefix("answers in words"),
};

function vicunaPrefix(does: string): string {
  return (
    "A chat between a curious user and an assistant that sees the picture. " +
    `The assistant ${does}, and puts the units it was asked for right behind each concept.\n`
  );
}

/** Short wording for a small network trained from nothing. */
export const plainTemplate: PromptTemplate = {
  systemPrefix: "",
  user: "USER: ",
  assistant: " ASSISTANT:",
  afterImage: "\n",
  turnEnd: "",
};
