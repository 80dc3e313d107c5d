// Masks of Segment Anything on disk: the picture with them drawn in, and the JSON beside it.
import { join } from "node:path";
import { writeWhole } from "@refvlm/config";
import type { SegmentedMask } from "@refvlm/model";
import { drawOverlay, type Picture, paletteColour, promptToJson, type VisualPrompt } from "@refvlm/vision";
import { savePng } from "@refvlm/vision/node";
import { tellWritten } from "../terminal/tell-written.js";
import { makeFolder, promptShapes } from "./annotate.js";
import { pictureLabel } from "./picture-list.js";

interface Segmented {
  picture: Picture;
  path: string;
  prompts?: readonly VisualPrompt[];
  segments: readonly SegmentedMask[];
}

/** Writes `<name>.png` and `.json` into a folder, which is made where needed. @returns the JSON */
export async function writeSegments(folder: string, name: string, { picture, path, prompts, segments }: Segmented) {
  const { width, height } = picture;
  const json = {
    picture: pictureLabel(path),
    image: { width, height },
    ...(prompts && { prompts: prompts.map(promptToJson) }),
    segments: segments.map(({ mask, box, score }) => ({ box, score, area: mask.area(), mask: mask.toRle() })),
  };
  const shapes = segments.map(({ mask, score }, i) => ({
    ...{ label: String(i + 1), score, mask, color: paletteColour(i) },
  }));
  const stem = join(folder, name);
  await makeFolder(folder);
  writeWhole(`${stem}.json`, `${JSON.stringify(json, null, 2)}\n`);
  await savePng(await drawOverlay(picture, [...shapes, ...promptShapes(prompts)]), `${stem}.png`);
  tellWritten(`${stem}.png`, `${stem}.json`);
  return json;
}
