// KITTI depth: annotated depth maps with the raw pictures they belong to, or the official validation selection.
import { join } from "node:path";
import { z } from "zod";
import { DatasetError } from "../files/errors.js";
import { stemsUnder } from "../files/walk-folder.js";
import { depthPairs } from "./common/depth-picture.js";
import { defineReader } from "./reader.js";

/**
 * KITTI depth prediction (Uhrig et al. 2017, "Sparsity Invariant CNNs"; layout in the development kit's readme):
 * 16-bit PNGs of metres times 256, 0 unknown, mostly sparse. Give `depth` and `raw`, or `selection`.
 */
export const kitti = defineReader({
  name: "kitti",
  title: "KITTI depth: data_depth_annotated with raw pictures, or val_selection_cropped",
  licence: "KITTI Vision Benchmark Suite: CC BY-NC-SA 3.0.",
  options: z
    .strictObject({
      /** `train` or `val` of data_depth_annotated: `2011_09_26_drive_0001_sync/proj_depth/groundtruth/image_02/*.png`. */
      depth: z.string().optional(),
      /** The raw recordings: `2011_09_26/2011_09_26_drive_0001_sync/image_02/data/*.png`. */
      raw: z.string().optional(),
      cameras: z.array(z.enum(["image_02", "image_03"])).default(["image_02", "image_03"]),
      /** `val_selection_cropped` of data_depth_selection: `image/*.png`, `groundtruth_depth/*.png`. */
      selection: z.string().optional(),
    })
    .refine(({ depth, raw, selection }) => (selection ? !depth && !raw : depth && raw), {
      message: "give depth and raw, or selection alone",
    }),
  async open({ depth, raw, cameras, selection }) {
    const pairs = selection ? await selected(selection) : await annotated(depth!, raw!);
    const wanted = pairs.filter(({ id }) => cameras.some((camera) => id.includes(camera)));
    if (wanted.length === 0)
      throw new DatasetError(`${selection ?? depth}: no depth map of ${cameras.join(" or ")} lies there.`);
    return depthPairs(wanted, { scale: 1 / 256, kind: "metric" });
  },
});

async function annotated(depth: string, raw: string) {
  const stems = (await stemsUnder(depth, ".png")).filter((stem) => stem.includes("/proj_depth/groundtruth/"));
  return stems.map((stem) => {
    const [drive, , , camera, frame] = stem.split("/") as [string, string, string, string, string];
    return {
      id: `${drive}/${camera}/${frame}`,
      picture: join(raw, drive.slice(0, "2011_09_26".length), drive, camera, "data", `${frame}.png`),
      depth: join(depth, `${stem}.png`),
    };
  });
}

async function selected(selection: string) {
  const stems = await stemsUnder(join(selection, "groundtruth_depth"), ".png");
  return stems.map((stem) => ({
    id: stem,
    picture: join(selection, "image", `${stem.replace("_groundtruth_depth_", "_image_")}.png`),
    depth: join(selection, "groundtruth_depth", `${stem}.png`),
  }));
}
