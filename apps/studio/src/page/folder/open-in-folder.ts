// A picture of the folder opened with what is kept of it, accepted, and the next one.
import { openPicture } from "../picture/open-picture.js";
import { announce, tell } from "../state/announce.js";
import { pinned } from "../state/looking.js";
import { about, conversation, show } from "../state/studio.js";
import { Conversation } from "../talk/conversation.js";
import { correcting, keepLabel, kept, objects, objectsOf, opened, pictures, readLabel, readPicture } from "./folder.js";
import { objectToJson } from "./object-json.js";

export async function openInFolder(name: string): Promise<void> {
  try {
    const [file, label] = await Promise.all([readPicture(name), readLabel(name)]);
    show(new Conversation(await openPicture(file, name)));
    opened.value = name;
    kept.value = label;
    objects.reset(objectsOf(label));
    pinned.value = null;
    correcting.value = true;
  } catch (error) {
    tell(`${name}: ${(error as Error).message}`);
  }
}

/** Keeps the objects as they are now, and goes on to the next picture that nobody has accepted. */
export async function accept(): Promise<void> {
  const name = opened.peek();
  const talk = conversation.peek();
  if (name === null || !talk) return;
  const { width, height } = talk.picture;
  try {
    await keepLabel({
      ...kept.peek(),
      error: undefined,
      picture: name,
      state: "accepted",
      image: { width, height },
      instances: objects.peek().map(objectToJson),
      model: kept.peek()?.model ?? about.peek()?.name,
    });
  } catch (error) {
    return tell(`Not kept: ${(error as Error).message}`);
  }
  announce(`${name} accepted`);
  const list = pictures.peek();
  const here = list.findIndex((each) => each.name === name);
  const next = [...list.slice(here + 1), ...list.slice(0, here)].find(({ state }) => state !== "accepted");
  if (next) await openInFolder(next.name);
  else {
    objects.reset(objects.peek());
    tell("All pictures are accepted.");
  }
}
