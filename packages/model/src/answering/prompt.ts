// The prompt of a question: its conversation encoded, the words that it introduces, and how much room is left.
import {
  type EncodedQuestion,
  encodeQuestion,
  type NewUnits,
  type Part,
  TrpError,
  unitWords,
  withPicture,
} from "@refvlm/trp";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import { loadedUnits } from "./grammar.js";
import type { QuestionContext } from "./question.js";

export interface Prompt {
  /** The picture's place is in the first user message, so the prefix is the same for all questions about it. */
  conversation: EncodedQuestion;
  /** New unit words that the answer may use. */
  newUnits: NewUnits;
  /** Most tokens that an answer can have. */
  room: number;
}

/**
 * Encodes a question behind its history, token for token as training packs the same conversation.
 * @throws TrpError for turns that cannot be encoded, for visual prompts, for a new unit whose decoder is not loaded,
 *   and for a conversation that is too long for the model
 */
export function encodePrompt(
  { network, codec, template }: LoadedModel,
  question: readonly Part[],
  { command, history = [] }: QuestionContext = {},
): Prompt {
  const turns = withPicture([...history, { user: [...question], command }]);
  const conversation = encodeQuestion(turns.at(-1)!.user, codec, template, {
    command,
    history: turns.slice(0, -1),
    language: [...unitWords, ...loadedUnits(network)],
  });
  if (conversation.turns.some(({ prompts }) => prompts.length > 0))
    throw new TrpError("only words can be answered: leave visual prompts out");
  const { newUnits } = conversation.turns.at(-1)!;
  checkLoaded(newUnits, network.visualDecoders.units.keys());
  const tokens = conversation.ids.length - conversation.prefix.ids.length;
  const read = conversation.ids.length - 1 + network.imageTokens;
  const room = network.config.languageModel.maxPositions - read;
  if (room < 1) {
    const excess = `${tokens} tokens, ${1 - room} too many for this model`;
    if (history.length === 0) throw new TrpError(`the question has ${excess}`);
    throw new TrpError(`history and question have ${excess}: leave out the oldest turns`);
  }
  return { conversation, newUnits, room };
}

function checkLoaded(newUnits: NewUnits, loaded: readonly string[]): void {
  for (const [word, unit] of Object.entries(newUnits))
    if (unit !== null && !loaded.includes(unit))
      throw new TrpError(
        `command.newUnits.${word}: no decoder for unit "${unit}" is loaded; choose one of ${loaded.join(", ")}, or null`,
      );
}
