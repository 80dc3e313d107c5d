// The prompt of a question: its conversation encoded, the words that it introduces, and how much room is left.
import {
  type EncodedQuestion,
  encodeQuestion,
  type NewUnits,
  type Part,
  TrpError,
  type Turn,
  unitWords,
  withPicture,
} from "@refvlm/trp";
import { turnTokens } from "../packing.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import { PromptTooLongError, RequestError } from "./errors.js";
import { answerAutomaton, loadedUnits } from "./grammar.js";
import { checkQuestion, type QuestionContext } from "./question.js";

export interface Prompt {
  /** The picture's place is in the first user message, so the prefix is the same for all questions about it. */
  conversation: EncodedQuestion;
  /** New unit words that the answer may use. */
  newUnits: NewUnits;
  /** Most tokens that an answer can have; the shortest one fits. */
  room: number;
}

/**
 * Encodes a question behind its history, token for token as training packs the same conversation.
 * @throws RequestError naming the field, for turns that cannot be encoded and for a new unit whose decoder is not loaded;
 *   PromptTooLongError for a conversation that leaves no room for the shortest answer
 */
export function encodePrompt(
  model: LoadedModel,
  question: readonly Part[],
  { command, history = [], prompts }: QuestionContext = {},
): Prompt {
  checkQuestion({ parts: question, command, history, prompts });
  const { network } = model;
  const conversation = encoded(model, question, { command, history });
  const { newUnits } = conversation.turns.at(-1)!;
  checkLoaded(newUnits, network.visualDecoders.units.keys());
  const tokens = conversation.turns.reduce((sum, turn) => sum + turnTokens(turn, network.promptEncoder.tokens), 0);
  const read = conversation.prefix.ids.length - 1 + network.imageTokens + tokens;
  const room = network.config.languageModel.maxPositions - read;
  const excess = answerAutomaton(model, newUnits, command).shortest - room;
  if (excess > 0) {
    const measured = `${tokens} tokens, ${excess} too many for this model`;
    const message =
      history.length === 0
        ? `the question has ${measured}`
        : `history and question have ${measured}: leave out the oldest turns`;
    throw new PromptTooLongError(message, tokens, excess);
  }
  return { conversation, newUnits, room };
}

function encoded(
  { network, codec, template }: LoadedModel,
  question: readonly Part[],
  { command, history = [] }: QuestionContext,
): EncodedQuestion {
  const turns = withPicture<Turn>([...history, { user: [...question], command }]);
  try {
    const language = [...unitWords, ...loadedUnits(network)];
    const { plan } = network.config;
    return encodeQuestion(turns.at(-1)!.user, codec, template, {
      command,
      history: turns.slice(0, -1),
      language,
      plan,
    });
  } catch (error) {
    if (error instanceof TrpError) throw new RequestError(error.message, { cause: error });
    throw error;
  }
}

function checkLoaded(newUnits: NewUnits, loaded: readonly string[]): void {
  for (const [word, unit] of Object.entries(newUnits))
    if (unit !== null && !loaded.includes(unit))
      throw new RequestError(
        `command.newUnits.${word}: no decoder for unit "${unit}" is loaded; choose one of ${loaded.join(", ")}, or null`,
      );
}
