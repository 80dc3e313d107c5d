// Folders of RGB-D frames: colour pictures and, beside each, a 16-bit depth PNG (7-Scenes and its like).
import { join } from "node:path";
import { z } from "zod";
import { RecordError } from "../files/errors.js";
import { listLines, stemsUnder } from "../files/walk-folder.js";
import { type DepthPair, depthOf, depthPairs } from "./common/depth-picture.js";
import { readLabelPicture } from "./common/label-picture.js";
import { defineReader, plainText } from "./reader.js";

/**
 * `frame-000000.color.jpg` and `frame-000000.depth.png` (Shotton et al. 2013, "Scene Coordinate Regression Forests",
 * data set page "RGB-D Dataset 7-Scenes"): depth in millimetres, 0 where nothing was measured; 7-Scenes itself also has
 * 65535 there. Other cameras differ in the ends of file names and in the unit: TUM's RGB-D benchmark has 5000 a metre.
 */
export const rgbd = defineReader({
  name: "rgbd",
  title: "Folders of RGB-D frames: *.color.jpg with *.depth.png, as in 7-Scenes",
  licence: "As the frames' makers say; 7-Scenes: Microsoft Research licence, non-commercial.",
  options: z.strictObject({
    /** Where the frames lie, in folders or not. */
    folder: z.string(),
    /** A file of frames to read, one a line, relative to `folder` and without the ends of their names; default all. */
    list: z.string().optional(),
    color: plainText().default(".color.jpg"),
    depth: plainText().default(".depth.png"),
    unitsPerMetre: z.number().positive().default(1000),
    /** A value besides 0 that means that nothing was measured. */
    unknown: z.int().positive().optional(),
  }),
  async open({ folder, list, color, depth, unitsPerMetre, unknown }) {
    const stems = list ? await listLines(list) : await stemsUnder(folder, color);
    const seen = new Set<string>();
    const faults: RecordError[] = [];
    for (const stem of stems) {
      if (seen.has(stem)) faults.push(new RecordError(list ?? folder, stem, "duplicate-id", "is listed twice"));
      seen.add(stem);
    }
    const pairs = [...seen].map((id) => ({
      id,
      picture: join(folder, `${id}${color}`),
      depth: join(folder, `${id}${depth}`),
    }));
    const scale = { scale: 1 / unitsPerMetre, kind: "metric" } as const;
    if (unknown === undefined) return depthPairs(pairs, scale, faults);
    const known = async ({ depth, id }: DepthPair) => {
      const picture = await readLabelPicture({ path: depth }, id);
      return depthOf({ ...picture, ids: picture.ids.map((value) => (value === unknown ? 0 : value)) }, scale);
    };
    return depthPairs(pairs, known, faults);
  },
});
