// An answer on disk: the picture with its units drawn in, and the JSON beside it.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "@refvlm/config";
import { type AnswerJson, decodedValues, type GroundedAnswer } from "@refvlm/model";
import { drawOverlay, type OverlayShape, type Picture, paletteColour, type VisualPrompt } from "@refvlm/vision";
import { savePng } from "@refvlm/vision/node";
import { instancePlaces, type Placed } from "./instance-places.js";

/** Where an answer went. */
export interface WrittenAnswer {
  png: string;
  json: string;
}

/**
 * Writes `<name>.png` and `.json` into a folder, which is made where needed.
 * @param asked the picture, what the user pointed at in it, and the answer's JSON
 * @throws Error naming the folder when it cannot be written
 */
export async function writeAnswer(
  folder: string,
  name: string,
  answer: GroundedAnswer,
  { picture, prompts, json }: { picture: Picture; prompts?: readonly VisualPrompt[]; json: AnswerJson },
): Promise<WrittenAnswer> {
  const stem = join(folder, name);
  const written = { png: `${stem}.png`, json: `${stem}.json` };
  await makeFolder(folder);
  try {
    writeWhole(written.json, `${JSON.stringify(json, null, 2)}\n`);
  } catch (error) {
    throw unwritable(folder, error);
  }
  await savePng(await drawOverlay(picture, [...overlayShapes(answer), ...promptShapes(prompts)]), written.png);
  return written;
}

/** One shape for each instance, with what its units were decoded to: of a mask that, and not the box around it, too. */
export function overlayShapes(answer: Placed): OverlayShape[] {
  const places = instancePlaces(answer);
  return answer.instances.map((each, i) => ({
    label: `${places[i] + 1} ${each.phrase}`,
    score: each.score,
    color: paletteColour(places[i]),
    ...decodedValues(each, each.units),
  }));
}

/** What the user pointed at is white, whatever the answer's colours. */
export function promptShapes(prompts: readonly VisualPrompt[] = []): OverlayShape[] {
  return prompts.map((prompt, i) => ({ label: `[VPT] ${i + 1}`, color: [255, 255, 255], prompt }));
}

/** Makes a folder for files to go to. @throws Error naming it */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw unwritable(folder, error);
  });
}

function unwritable(folder: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  return new Error(`cannot write into "${folder}" (${code ?? message}): check the folder, its rights and free space`);
}
