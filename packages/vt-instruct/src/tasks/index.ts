// All tasks by name.
import { caption } from "./caption.js";
import { fovd, fovs } from "./freeform.js";
import { ovd, ovs } from "./given-names.js";
import { gcgBox, gcgMask } from "./grounded-caption.js";
import { rec } from "./rec.js";
import { res } from "./res.js";
import type { Task } from "./task.js";
import { vqa } from "./vqa.js";

/** The tasks (paper Table 11); a new one is one file and one line here. */
export const tasks = {
  caption,
  vqa,
  rec,
  res,
  "gcg-box": gcgBox,
  "gcg-mask": gcgMask,
  ovd,
  ovs,
  fovd,
  fovs,
} satisfies Record<string, Task>;
export type TaskName = keyof typeof tasks;
export const taskNames = Object.keys(tasks) as TaskName[];
