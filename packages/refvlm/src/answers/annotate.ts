// An answer on disk: the picture with its units drawn in, and the JSON beside it.
import { mkdir, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { answerToJson, decodedValues, type GroundedAnswer } from "@refvlm/model";
import { drawOverlay, type OverlayShape, type Picture, paletteColour, type VisualPrompt } from "@refvlm/vision";
import { savePng } from "@refvlm/vision/node";

/** Where an answer went. */
export interface WrittenAnswer {
  png: string;
  json: string;
}

/**
 * Writes `<picture>-<question>.png` and `.json` into a folder, which is made where needed.
 * @throws Error naming the folder when it cannot be written
 */
export async function writeAnswer(
  folder: string,
  answer: GroundedAnswer,
  asked: { path: string; picture: Picture; question: string; prompts?: readonly VisualPrompt[] },
): Promise<WrittenAnswer> {
  const { path, picture, question, prompts } = asked;
  const stem = join(folder, `${basename(path, extname(path))}-${slug(question)}`);
  const written = { png: `${stem}.png`, json: `${stem}.json` };
  const json = answerToJson(answer, { picture: path, question, prompts });
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(written.json, `${JSON.stringify(json, null, 2)}\n`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`cannot write into "${folder}" (${code ?? message}): check the folder, its rights and free space`);
  }
  await savePng(await drawOverlay(picture, [...overlayShapes(answer), ...promptShapes(prompts)]), written.png);
  return written;
}

/** One shape for each instance, with what its units were decoded to: of a mask that, and not the box around it, too. */
export function overlayShapes({ instances }: Pick<GroundedAnswer, "instances">): OverlayShape[] {
  return instances.map((each, number) => ({
    label: each.index > 0 ? `${each.phrase} ${each.index}` : each.phrase,
    score: each.score,
    color: paletteColour(number),
    ...decodedValues(each, each.units),
  }));
}

/** What the user pointed at is white, whatever the answer's colours. */
function promptShapes(prompts: readonly VisualPrompt[] = []): OverlayShape[] {
  return prompts.map((prompt, i) => ({ label: `[VPT] ${i + 1}`, color: [255, 255, 255], prompt }));
}

function slug(question: string): string {
  const words = question
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return words.slice(0, 48).replace(/-+$/, "") || "answer";
}
