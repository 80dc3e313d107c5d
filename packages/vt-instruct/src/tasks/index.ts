// All tasks that scenes can ask, by name.
import { caption, gcgBox, gcgMask } from "./caption.js";
import { fovd, fovs } from "./freeform.js";
import { ovd, ovs } from "./given-names.js";
import { rec } from "./rec.js";
import { res } from "./res.js";
import type { SceneTask } from "./task.js";
import { vqa } from "./vqa.js";

/** The tasks; a new one is one file and one line here. */
export const sceneTasks = {
  rec,
  res,
  fovd,
  fovs,
  ovd,
  ovs,
  vqa,
  caption,
  "gcg-box": gcgBox,
  "gcg-mask": gcgMask,
} satisfies Record<string, SceneTask>;
export type SceneTaskName = keyof typeof sceneTasks;
