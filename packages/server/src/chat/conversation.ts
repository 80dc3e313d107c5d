// Messages as turns about one picture: whose words, where the user points, which picture.
import type { PromptJson } from "@refvlm/vision";
import { invalid } from "../api-error.js";
import type { AskedTurn } from "../engine/messages.js";
import type { Limits } from "../limits.js";
import type { PictureSource } from "../pictures.js";
import type { Message, UserPart } from "./request.js";

export interface Conversation {
  /** The question's turn last. */
  turns: AskedTurn[];
  source: PictureSource;
}

/** @throws ApiError for a conversation without a question or a picture, with two pictures, or longer than the limits */
export function conversationOf(messages: readonly Message[], limits: Limits): Conversation {
  if (messages.length > limits.messages) throw invalid(`at most ${limits.messages} messages`, "messages");
  const turns: AskedTurn[] = [];
  const sources = new Map<string, PictureSource>();
  let parts = 0;
  for (const [m, message] of messages.entries()) {
    const param = `messages.${m}`;
    if (message.role === "assistant") {
      const open = turns.at(-1);
      if (!open || open.answer !== undefined) throw invalid("an answer stands behind a question", param);
      open.answer = answerOf(message);
      continue;
    }
    const own = message.content;
    parts += own.length;
    if (parts > limits.parts) throw invalid(`at most ${limits.parts} parts in all messages`, `${param}.content`);
    if (turns.length === 0 || turns.at(-1)!.answer !== undefined) turns.push({ user: [], prompts: [] });
    for (const [p, part] of own.entries()) add(turns.at(-1)!, part, sources, `${param}.content.${p}`, limits);
  }
  if (turns.length === 0 || turns.at(-1)!.answer !== undefined)
    throw invalid("the last message must be the user's question", "messages");
  const [source, second] = sources.values();
  if (!source)
    throw invalid(
      'there is no picture: add { type: "image_url", image_url: { url: "data:image/png;base64,…" } }',
      "messages",
    );
  if (second) throw invalid("a conversation is about one picture: ask about each in a request of its own", "messages");
  return { turns, source };
}

/** @param sources by what tells pictures apart: a client may send the same one with each question */
function add(
  { user, prompts }: AskedTurn,
  part: UserPart,
  sources: Map<string, PictureSource>,
  param: string,
  limits: Limits,
): void {
  if (part.type === "text") user.push({ type: "text", text: part.text });
  else if (part.type === "image_url") {
    const { url } = part.image_url;
    if (!sources.has(url)) sources.set(url, { url, param });
  } else if (part.type === "image_id") sources.set(`id ${part.image_id}`, { id: part.image_id });
  else {
    const prompt = part.visual_prompt as PromptJson; // the schema of a unit's values is not known by its type
    const points = "points" in prompt ? prompt.points.length : 0;
    const minus = prompt.kind === "point" ? (prompt.minus?.length ?? 0) : 0;
    if (points + minus > limits.points) throw invalid(`at most ${limits.points} points in a visual prompt`, param);
    const before = user.at(-1);
    if (before && !(before.type === "text" && /\s$/.test(before.text))) user.push({ type: "text", text: " " });
    user.push({ type: "prompt", index: prompts.length });
    prompts.push(prompt);
  }
}

/** What was answered: with its units where the client kept them, otherwise in words, whatever they look like. */
function answerOf({ content, refvlm }: Message & { role: "assistant" }): AskedTurn["answer"] {
  if (refvlm) return refvlm.trp;
  const words = (content ?? []).map(({ text }) => text).join("");
  return { plan: null, body: [{ kind: "text", text: words }] };
}
