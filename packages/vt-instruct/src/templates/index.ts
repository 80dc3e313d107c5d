// All question templates by task, for counting and checking.
import { type PromptKind, promptKinds } from "@refvlm/vision";
import type { ObjectUnit, WordedUnit } from "../language/unit-words.js";
import type { TaskName } from "../tasks/index.js";
import { captionTemplates, gcgTemplates, pointedGcgTemplates } from "./caption.js";
import { depthOfTemplates, depthTemplates } from "./depth.js";
import {
  fovdFovsTemplates,
  fovdTemplates,
  fovsTemplates,
  ovdOvsTemplates,
  ovdTemplates,
  ovsTemplates,
} from "./detect.js";
import type { Templates } from "./grammar.js";
import { interactiveTemplates } from "./interactive.js";
import { keypointBoxTemplates, keypointTemplates } from "./keypoint.js";
import { ovdPointTemplates, recPointTemplates } from "./pointing.js";
import { recTemplates } from "./rec.js";
import { recResTemplates } from "./rec-res.js";
import { regTemplates } from "./reg.js";
import { resTemplates } from "./res.js";
import { ovdResTemplates } from "./taken-up.js";
import * as vqa from "./vqa.js";

const interactive = (unit: WordedUnit, kind: PromptKind) =>
  Object.values(interactiveTemplates(unit, kind)) as Templates[];

const interactiveByAny = (unit: WordedUnit) => promptKinds.flatMap((kind) => interactive(unit, kind));

const gcg = (unit: ObjectUnit) => [gcgTemplates(unit), ...promptKinds.map((kind) => pointedGcgTemplates(unit, kind))];

/** The wordings of each task; VQA has several kinds of question, IG asks with and without a name. */
export const templates: Readonly<Record<TaskName, readonly Templates[]>> = {
  caption: [captionTemplates],
  vqa: Object.values(vqa),
  rec: [recTemplates],
  res: [resTemplates],
  "reg-point": [regTemplates("point")],
  "reg-box": [regTemplates("box")],
  "reg-scribble": [regTemplates("scribble")],
  "reg-mask": [regTemplates("mask")],
  "ig-box-point": interactive("box", "point"),
  "ig-box-box": interactive("box", "box"),
  "ig-box-scribble": interactive("box", "scribble"),
  "ig-box-mask": interactive("box", "mask"),
  "ig-mask-point": interactive("mask", "point"),
  "ig-mask-box": interactive("mask", "box"),
  "ig-mask-scribble": interactive("mask", "scribble"),
  "ig-mask-mask": interactive("mask", "mask"),
  "ig-keypoint": interactiveByAny("keypoint"),
  "gcg-box": gcg("box"),
  "gcg-mask": gcg("mask"),
  ovd: [ovdTemplates],
  ovs: [ovsTemplates],
  fovd: [fovdTemplates],
  fovs: [fovsTemplates],
  keypoint: [keypointTemplates],
  depth: [depthTemplates, depthOfTemplates],
  "rec-point": [recPointTemplates],
  "ovd-point": [ovdPointTemplates],
  "rec-res": [recResTemplates],
  "ovd-ovs": [ovdOvsTemplates],
  "ovd-res": [ovdResTemplates],
  "fovd-fovs": [fovdFovsTemplates],
  "gcg-box-mask": [gcgTemplates("box, mask")],
  "keypoint-box": [keypointBoxTemplates],
  "ig-box-and-mask": interactiveByAny("box, mask"),
};
