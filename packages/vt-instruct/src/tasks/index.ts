// All tasks by name.
import { caption } from "./caption.js";
import { depth } from "./depth.js";
import { fovd, fovdFovs, fovs } from "./freeform.js";
import { ovd, ovdOvs, ovdPoint, ovs } from "./given-names.js";
import { gcgBox, gcgBoxMask, gcgMask } from "./grounded-caption.js";
import { interactiveByAnyPrompt, interactiveTask } from "./interactive.js";
import { keypoint, keypointBox } from "./keypoint.js";
import { rec, recPoint, recRes, res } from "./refer.js";
import { regTask } from "./reg.js";
import { ovdRes } from "./taken-up.js";
import type { Task } from "./task.js";
import { vqa } from "./vqa.js";

/** The 25 tasks of the paper (section 3.3 and Table 11). */
const paperTasks = {
  caption,
  vqa,
  rec,
  res,
  "reg-point": regTask("point"),
  "reg-box": regTask("box"),
  "reg-scribble": regTask("scribble"),
  "reg-mask": regTask("mask"),
  "ig-box-point": interactiveTask("box", "point"),
  "ig-box-box": interactiveTask("box", "box"),
  "ig-box-scribble": interactiveTask("box", "scribble"),
  "ig-box-mask": interactiveTask("box", "mask"),
  "ig-mask-point": interactiveTask("mask", "point"),
  "ig-mask-box": interactiveTask("mask", "box"),
  "ig-mask-scribble": interactiveTask("mask", "scribble"),
  "ig-mask-mask": interactiveTask("mask", "mask"),
  "ig-keypoint": interactiveByAnyPrompt("ig-keypoint", "keypoint"),
  "gcg-box": gcgBox,
  "gcg-mask": gcgMask,
  ovd,
  ovs,
  fovd,
  fovs,
  keypoint,
  depth,
} satisfies Record<string, Task>;
export const paperTaskNames = Object.keys(paperTasks) as (keyof typeof paperTasks)[];

/** Every task; a new one is one file and one line here. Those that are not the paper's are asked where a config names them. */
export const tasks = {
  ...paperTasks,
  "rec-point": recPoint,
  "ovd-point": ovdPoint,
  "rec-res": recRes,
  "ovd-ovs": ovdOvs,
  "ovd-res": ovdRes,
  "fovd-fovs": fovdFovs,
  "gcg-box-mask": gcgBoxMask,
  "keypoint-box": keypointBox,
  "ig-box-and-mask": interactiveByAnyPrompt("ig-box-and-mask", "box, mask"),
} satisfies Record<string, Task>;
export type TaskName = keyof typeof tasks;
export const taskNames = Object.keys(tasks) as TaskName[];
