// One question asked of all pictures of a folder that have no answer yet, one after the other; each is kept at once.
import { computed, signal } from "@preact/signals";
import { openPicture } from "../picture/open-picture.js";
import { announce, tell } from "../state/announce.js";
import { about } from "../state/studio.js";
import { Conversation } from "../talk/conversation.js";
import { keepLabel, opened, pictures, readPicture } from "./folder.js";
import { openInFolder } from "./open-in-folder.js";

/** What is going on; null while nothing is. */
export const run = signal<{ done: number; all: number; begun: number; seconds: number } | null>(null);
/** Seconds that are left, by what the pictures so far took. */
export const left = computed(() => {
  const now = run.value;
  return now && now.done > 0 ? (now.seconds / now.done) * (now.all - now.done) : null;
});
let stopped = false;

export async function askAll(question: string): Promise<void> {
  const open = pictures.peek().filter(({ state }) => state === null || state === "failed");
  const begun = performance.now();
  stopped = false;
  run.value = { done: 0, all: open.length, begun, seconds: 0 };
  try {
    for (const [i, { name }] of open.entries()) {
      if (stopped) break;
      await askOne(name, question);
      run.value = { done: i + 1, all: open.length, begun, seconds: (performance.now() - begun) / 1000 };
    }
    announce(stopped ? "Stopped" : `${open.length} pictures answered`);
  } catch (error) {
    tell(`Stopped: ${(error as Error).message}`); // what is kept stays; asking again goes on from here
  } finally {
    run.value = null;
  }
  const name = opened.peek();
  if (name !== null && !stopped) await openInFolder(name);
}

export function stopAsking(): void {
  stopped = true;
}

/** A picture that cannot be read or answered is kept as such, and stops nothing. @throws where it cannot be kept */
async function askOne(name: string, question: string): Promise<void> {
  const model = about.peek()?.name ?? "";
  let talk: Conversation;
  try {
    talk = new Conversation(await openPicture(await readPicture(name), name));
  } catch (error) {
    return keepLabel({ picture: name, state: "failed", question, error: (error as Error).message });
  }
  const { failure, whole } = await talk.ask(question, [], { model, explain: false });
  if (!whole.value) return keepLabel({ picture: name, state: "failed", question, error: failure.value ?? "no answer" });
  const { text, image, instances } = whole.value;
  await keepLabel({ picture: name, state: "answered", question, text, image, instances, model });
}
