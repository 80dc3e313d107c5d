// Conversations as LLaVA and its kin publish them: `[{ from: "human", value }, { from: "gpt", value }, ...]`.
import { z } from "zod";
import { RecordError } from "../../files/errors.js";
import type { Place } from "./checks.js";

/** The field `conversations`. */
export const chatSchema = z.array(z.object({ from: z.string(), value: z.string() }));

/** What the user said and what was answered. */
export interface Exchange {
  readonly question: string;
  readonly answer: string;
}

/**
 * The exchanges of a conversation, without the mark of the picture.
 * @throws RecordError "wrong-conversation" unless both sides speak in turn, the user first, and say something
 */
export function exchangesOf(chat: z.infer<typeof chatSchema>, { file, record }: Place): Exchange[] {
  const fault = (detail: string) => new RecordError(file, record, "wrong-conversation", detail);
  if (chat.length === 0 || chat.length % 2 === 1) throw fault(`${chat.length} messages are no questions with answers`);
  const said = chat.map(({ from, value }, i) => {
    const speaker = i % 2 === 0 ? "human" : "gpt";
    if (from !== speaker) throw fault(`message ${i} is from "${from}", not from "${speaker}"`);
    const text = value.replaceAll("<image>", "").trim();
    if (text === "") throw fault(`message ${i} is empty`);
    return text;
  });
  return said.flatMap((text, i) => (i % 2 === 0 ? [{ question: text, answer: said[i + 1]! }] : []));
}
