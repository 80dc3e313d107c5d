// ADE20K SceneParsing (2016): pictures of which every pixel has one of 150 names.
import { join } from "node:path";
import { z } from "zod";
import { DatasetError, RecordError } from "../files/errors.js";
import { listLines, stemsUnder } from "../files/walk-folder.js";
import type { AnnotatedObject } from "../sample/annotated.js";
import { labelMasks, readLabelPicture } from "./common/label-picture.js";
import { checkSameSize, sizedPicture } from "./common/sized-picture.js";
import { firstName } from "./common/wordnet-name.js";
import { defineReader } from "./reader.js";

/**
 * Rows of objectInfo150.txt that are stuff, each of whose regions is one target. The other hundred are things, by the
 * split of the panoptic task (Places challenge 2017): several of them may share a region, which is then a crowd.
 */
const STUFF: ReadonlySet<number> = new Set([
  1, 2, 3, 4, 5, 6, 7, 10, 12, 14, 17, 18, 22, 26, 27, 29, 30, 35, 41, 47, 49, 52, 53, 55, 60, 61, 62, 64, 69, 78, 80,
  85, 92, 95, 97, 100, 101, 102, 106, 107, 110, 114, 115, 118, 123, 129, 132, 141, 142, 146,
]);

/**
 * ADE20K SceneParsing 150 (Zhou et al. 2017, "Scene Parsing through ADE20K Dataset"; ADEChallengeData2016): pictures as
 * JPEG, 8-bit PNGs of the same names with 1..150 as in objectInfo150.txt, 0 for anything else. No name is said to be
 * absent where it has no region: a coffee table is a class of its own, and yet a table.
 */
export const sceneParsing = defineReader({
  name: "scene-parsing",
  title: "ADE20K SceneParsing 150 (ADEChallengeData2016)",
  licence: "ADE20K: annotations BSD-3-Clause; pictures for non-commercial research and education.",
  options: z.strictObject({
    /** `images/training` or `images/validation`. */
    images: z.string(),
    /** The folder of the same name under `annotations`. */
    annotations: z.string(),
    /** `objectInfo150.txt`. */
    objectInfo: z.string(),
  }),
  async open({ images, annotations, objectInfo }) {
    const stems = await stemsUnder(images, ".jpg");
    const names = await classNames(objectInfo);
    return {
      size: stems.length,
      faults: [],
      async read(index) {
        const id = stems[index]!;
        const picture = sizedPicture(join(images, `${id}.jpg`), id);
        const labelPath = join(annotations, `${id}.png`);
        const labels = await readLabelPicture({ path: labelPath }, id);
        checkSameSize(picture, labels, labelPath, id);
        const objects: AnnotatedObject[] = [];
        for (const [label, mask] of labelMasks(labels.ids, labels.width, labels.height)) {
          if (label === 0) continue;
          const name = names.get(label);
          if (!name) throw new RecordError(labelPath, id, "unknown-class", `value ${label} is not in ${objectInfo}`);
          objects.push({ name, box: mask.box(), mask, ...(STUFF.has(label) ? { stuff: true } : { crowd: true }) });
        }
        return { id, ...picture, objects };
      },
    };
  },
});

/** Index to name, from a table with the columns Idx and Name. */
async function classNames(path: string): Promise<Map<number, string>> {
  const [head, ...rows] = (await listLines(path)).map((line) => line.split("\t").map((cell) => cell.trim()));
  const column = head?.indexOf("Name") ?? -1;
  if (column < 0 || head![0] !== "Idx")
    throw new DatasetError(`${path}: a table with columns Idx and Name is expected.`);
  return new Map(rows.map((row) => [Number(row[0]), firstName(row[column] ?? "")]));
}
