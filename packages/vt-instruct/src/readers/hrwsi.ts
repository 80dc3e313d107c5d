// HRWSI: photographs from the web with relative disparities and the masks of pixels where these hold.
import { join } from "node:path";
import type { DepthMap } from "@refvlm/vision";
import { z } from "zod";
import { needFolder } from "../files/source-file.js";
import { stemsUnder } from "../files/walk-folder.js";
import { type DepthPair, depthOf, depthPairs } from "./common/depth-picture.js";
import { readLabelPicture } from "./common/label-picture.js";
import { checkSameSize } from "./common/sized-picture.js";
import { defineReader } from "./reader.js";

/**
 * High-Resolution Web Stereo Images (Xian et al. 2020, "Structure-Guided Ranking Loss for Single Image Depth
 * Prediction"): `imgs/*.jpg`, disparities up to an unknown scale and shift in `gts/*.png` (larger is nearer), and
 * `valid_masks/*.png`, 0 where a disparity is not to be believed. Depth is read as the inverse of disparity; a disparity
 * of 0 has none.
 */
export const hrwsi = defineReader({
  name: "hrwsi",
  title: "HRWSI: web pictures with relative depth",
  licence: "HRWSI: for research only; pictures belong to their owners.",
  options: z.strictObject({
    /** `train` or `val`, with `imgs`, `gts` and `valid_masks`. */
    folder: z.string(),
  }),
  async open({ folder }) {
    const stems = await stemsUnder(join(folder, "imgs"), ".jpg");
    await needFolder(join(folder, "gts"), "the folder of disparities");
    await needFolder(join(folder, "valid_masks"), "the folder of masks");
    const pairs = stems.map((id) => ({
      id,
      picture: join(folder, "imgs", `${id}.jpg`),
      depth: join(folder, "gts", `${id}.png`),
    }));
    return depthPairs(pairs, (pair) => validDepth(pair, join(folder, "valid_masks", `${pair.id}.png`)));
  },
});

async function validDepth({ id, depth }: DepthPair, maskPath: string): Promise<DepthMap> {
  const map = depthOf(await readLabelPicture({ path: depth }, id), { scale: 255, kind: "relative", inverse: true });
  const valid = await readLabelPicture({ path: maskPath }, id);
  checkSameSize(map, valid, maskPath, id);
  map.data.forEach((_, i) => {
    if (valid.ids[i] === 0) map.data[i] = 0;
  });
  return map;
}
