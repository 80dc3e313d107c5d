// Folders of RGB-D frames: colour pictures and, beside each, a 16-bit depth PNG (7-Scenes and its like).
import { join } from "node:path";
import { z } from "zod";
import { depthPairs } from "./depth-picture.js";
import { listLines, stemsUnder } from "./folder.js";
import { defineReader, RecordError } from "./reader.js";

/**
 * `frame-000000.color.jpg` and `frame-000000.depth.png` (Shotton et al. 2013, "Scene Coordinate Regression Forests",
 * data set page "RGB-D Dataset 7-Scenes"): depth in millimetres, 0 and 65535 where nothing was measured. Other cameras
 * differ in the ends of file names and in the unit: TUM's RGB-D benchmark has 5000 a metre.
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
    color: z.string().default(".color.jpg"),
    depth: z.string().default(".depth.png"),
    unitsPerMetre: z.number().positive().default(1000),
  }),
  async open({ folder, list, color, depth, unitsPerMetre }) {
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
    return depthPairs(pairs, { scale: 1 / unitsPerMetre, kind: "metric" }, faults);
  },
});
