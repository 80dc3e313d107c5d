// An answer on disk: the picture with its units drawn in, and the JSON beside it.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type AnswerJson, decodedValues, type GroundedAnswer, writeWhole } from "@refvlm/model";
import { drawOverlay, type OverlayShape, type Picture, paletteColour } from "@refvlm/vision";
import { savePng } from "@refvlm/vision/node";

/** Where an answer went. */
export interface WrittenAnswer {
  png: string;
  json: string;
}

/**
 * Writes `<name>.png` and `.json` into a folder, which is made where needed.
 * @throws Error naming the folder when it cannot be written
 */
export async function writeAnswer(
  folder: string,
  name: string,
  answer: GroundedAnswer,
  picture: Picture,
  json: AnswerJson,
): Promise<WrittenAnswer> {
  const stem = join(folder, name);
  const written = { png: `${stem}.png`, json: `${stem}.json` };
  await makeFolder(folder);
  try {
    writeWhole(written.json, `${JSON.stringify(json, null, 2)}\n`);
  } catch (error) {
    throw unwritable(folder, error);
  }
  await savePng(await drawOverlay(picture, overlayShapes(answer)), written.png);
  return written;
}

/** One shape for each instance, with what its units were decoded to: of a mask that, and not the box around it, too. */
export function overlayShapes({ instances }: Pick<GroundedAnswer, "instances">): OverlayShape[] {
  return instances.map((each, number) => ({
    label: `${number + 1} ${each.phrase}`,
    score: each.score,
    color: paletteColour(number),
    ...decodedValues(each, each.units),
  }));
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
