// A file for each instance of an answer: cut-outs, masks as layers, depth in 16 bits.

import { join } from "node:path";
import { writeWhole } from "@refvlm/config";
import type { GroundedAnswer } from "@refvlm/model";
import { cutOut, depthSteps, maskLayer, type Picture, paletteColour } from "@refvlm/vision";
import { type Raster, savePng } from "@refvlm/vision/node";
import { makeFolder } from "./annotate.js";
import { slug } from "./answer-name.js";
import { instancePlaces } from "./instance-places.js";

/** Where they go; what is not named is not written. */
export interface InstanceFolders {
  cutouts?: string;
  masks?: string;
  depth?: string;
}

/**
 * Writes `<name>-<number>-<phrase>.png` and the like, numbered as the table is.
 * @returns the paths of what was written
 * @throws Error naming the folder, PictureError naming the file that cannot be written
 */
export async function writeInstances(
  { cutouts, masks, depth }: InstanceFolders,
  name: string,
  answer: GroundedAnswer,
  picture: Picture,
): Promise<string[]> {
  const written: string[] = [];
  const places = instancePlaces(answer);
  for (const [i, instance] of answer.instances.entries()) {
    const stem = `${name}-${places[i] + 1}-${slug(instance.phrase)}`;
    const save = async (folder: string, ending: string, pixels: Raster | undefined) => {
      if (!pixels) return;
      const path = join(folder, `${stem}${ending}`);
      await makeFolder(folder);
      await savePng(pixels, path);
      written.push(path);
    };
    if (cutouts !== undefined) await save(cutouts, ".png", cutOut(picture, instance));
    if (masks !== undefined && instance.mask)
      await save(masks, "-mask.png", maskLayer(instance.mask, paletteColour(places[i])));
    if (depth === undefined || !instance.depth) continue;
    const steps = depthSteps(instance.depth);
    await save(depth, "-depth.png", steps);
    const { kind, scale } = steps;
    const told = join(depth, `${stem}-depth.json`);
    writeWhole(told, `${JSON.stringify({ kind, unit: kind === "metric" ? "metre" : null, scale, unknown: 0 })}\n`);
    written.push(told);
  }
  return written;
}
