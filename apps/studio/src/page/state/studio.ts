// What is open: the picture with its conversation, and the model that answers.
import { signal } from "@preact/signals";
import { correcting, meetFolder, opened } from "../folder/folder.js";
import { openPicture } from "../picture/open-picture.js";
import { call, ServerError } from "../server/client.js";
import type { About } from "../server/shapes.js";
import { Conversation } from "../talk/conversation.js";
import { announce, tell } from "./announce.js";
import { beginAnother, prompts } from "./drawing.js";
import { lit, pinned } from "./looking.js";
import { sayThings } from "./say-things.js";

export const conversation = signal<Conversation | null>(null);
export const about = signal<About | null>(null);
export const needsKey = signal(false);
/** The question that is being written. */
export const question = signal("");
/** Whether answers say how they came about. */
export const explains = signal(true);

/** Opens a picture, with a conversation of its own. */
export async function open(file: Blob, name: string): Promise<void> {
  try {
    show(new Conversation(await openPicture(file, name)));
  } catch (error) {
    tell((error as Error).message);
  }
}

export function show(next: Conversation): void {
  conversation.value?.stop();
  opened.value = null;
  correcting.value = false;
  conversation.value = next;
  prompts.reset([]);
  beginAnother();
  lit.value = pinned.value = null;
  const { name, width, height } = next.picture;
  announce(`Picture ${name}, ${width} by ${height} pixels`);
}

/** Sends the question with what is drawn. */
export async function ask(): Promise<void> {
  const talk = conversation.value;
  const words = question.value.trim();
  if (!talk || talk.busy.value || words === "") return;
  const drawn = prompts.value;
  question.value = "";
  prompts.reset([]);
  beginAnother();
  pinned.value = null;
  const answering = talk.ask(words, drawn, { model: about.value?.name ?? "", explain: explains.value });
  const unfollow = sayThings(talk.turns.value.at(-1)!.answer);
  const answer = await answering;
  unfollow();
  const { value: state } = answer.state;
  if (state === "failed") announce(`No answer: ${answer.failure.value}`);
  else announce(`Answer: ${answer.whole.value?.text ?? "stopped"}`);
}

/** Learns which model answers, or that a key is needed. */
export async function meet(): Promise<void> {
  try {
    const { data } = await (await call("v1/models")).json();
    about.value = data[0]?.refvlm ?? null;
    needsKey.value = false;
    await meetFolder();
  } catch (error) {
    if (error instanceof ServerError && error.status === 401) needsKey.value = true;
    else tell((error as Error).message);
  }
}
