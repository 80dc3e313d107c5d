// All readers by the word that build configs call them.
import { coco } from "./coco.js";
import { hrwsi } from "./hrwsi.js";
import { kitti } from "./kitti.js";
import { nocaps } from "./nocaps.js";
import { okvqa } from "./okvqa.js";
import { pope } from "./pope.js";
import type { Reader } from "./reader.js";
import { rgbd } from "./rgbd.js";
import { sceneParsing } from "./scene-parsing.js";
import { vqav2 } from "./vqav2.js";

/** The readers; a new one is one file and one line here. */
export const readers: Readonly<Record<string, Reader>> = {
  coco,
  vqav2,
  okvqa,
  pope,
  nocaps,
  hrwsi,
  kitti,
  rgbd,
  "scene-parsing": sceneParsing,
};
