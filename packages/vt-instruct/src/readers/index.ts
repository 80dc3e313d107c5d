// All readers by the word that build configs call them.

import { ade20k } from "./ade20k.js";
import { cityscapes } from "./cityscapes.js";
import { coco } from "./coco/coco.js";
import { cocoInteractive } from "./coco/coco-interactive.js";
import { cocoRem } from "./coco/coco-rem.js";
import { lvis } from "./coco/lvis.js";
import { png } from "./coco/panoptic-narrative-grounding.js";
import { refcoco } from "./coco/refcoco.js";
import { flickr30kEntities } from "./flickr30k-entities.js";
import { grand } from "./grand.js";
import { grandF } from "./grand-f.js";
import { grit } from "./grit.js";
import { hrwsi } from "./hrwsi.js";
import { jsonl } from "./jsonl.js";
import { kitti } from "./kitti.js";
import { llavaGrounding } from "./llava-grounding.js";
import { llavaInstruct } from "./llava-instruct.js";
import { nocaps } from "./nocaps.js";
import { nyu } from "./nyu.js";
import { nyuFrames } from "./nyu-frames.js";
import { okvqa } from "./okvqa.js";
import { openpsg } from "./openpsg.js";
import { osprey } from "./osprey.js";
import { pope } from "./pope.js";
import type { Reader } from "./reader.js";
import { rgbd } from "./rgbd.js";
import { sceneParsing } from "./scene-parsing.js";
import { scenes } from "./scenes.js";
import { vcr } from "./vcr.js";
import { visualGenome } from "./visual-genome.js";
import { visual7w } from "./visual7w.js";
import { vqav2 } from "./vqav2.js";
import { vsr } from "./vsr.js";

/** The readers; a new one is one file and one line here. */
export const readers: Readonly<Record<string, Reader>> = {
  coco,
  "coco-interactive": cocoInteractive,
  "coco-rem": cocoRem,
  lvis,
  refcoco,
  png,
  openpsg,
  vqav2,
  okvqa,
  pope,
  vsr,
  nocaps,
  hrwsi,
  kitti,
  rgbd,
  "scene-parsing": sceneParsing,
  jsonl,
  "llava-instruct": llavaInstruct,
  "visual-genome": visualGenome,
  visual7w,
  "flickr30k-entities": flickr30kEntities,
  vcr,
  grand,
  "grand-f": grandF,
  osprey,
  "llava-grounding": llavaGrounding,
  ade20k,
  cityscapes,
  nyu,
  "nyu-frames": nyuFrames,
  grit,
  scenes,
};
