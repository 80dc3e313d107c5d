// COCO-ReM: COCO's pictures with refined and exhaustive masks, in COCO's layout (arXiv 2403.18819, cocorem.xyz).
import { z } from "zod";
import { imagesOption, PictureFolders } from "../common/picture-folders.js";
import { defineReader } from "../reader.js";
import { Coco } from "./coco.js";
import { CocoFile } from "./coco-file.js";

/** `instances_trainrem.json` and `instances_valrem.json`. */
export const cocoRem = defineReader({
  name: "coco-rem",
  title: "COCO-ReM: COCO with refined masks",
  licence:
    "annotations: terms at cocorem.xyz; every picture under its own Flickr licence (cocodataset.org/#termsofuse)",
  options: z.strictObject({ images: imagesOption, instances: z.string() }),
  async open({ images, instances }) {
    return new Coco(await PictureFolders.open(images), { instances: CocoFile.open(instances) });
  },
});
