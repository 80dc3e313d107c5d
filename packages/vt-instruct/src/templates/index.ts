// All question templates by task, for counting and checking.
import { captionTemplates, gcgBoxTemplates, gcgMaskTemplates } from "./caption.js";
import { fovdTemplates, fovsTemplates, ovdTemplates, ovsTemplates } from "./detect.js";
import type { Templates } from "./grammar.js";
import { recTemplates } from "./rec.js";
import { resTemplates } from "./res.js";
import * as vqa from "./vqa.js";

/** The wordings of each task; VQA has several kinds of question. */
export const templates: Readonly<Record<string, readonly Templates[]>> = {
  rec: [recTemplates],
  res: [resTemplates],
  fovd: [fovdTemplates],
  fovs: [fovsTemplates],
  ovd: [ovdTemplates],
  ovs: [ovsTemplates],
  vqa: Object.values(vqa),
  caption: [captionTemplates],
  "gcg-box": [gcgBoxTemplates],
  "gcg-mask": [gcgMaskTemplates],
};
