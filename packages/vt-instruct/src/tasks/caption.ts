// Captions, in words alone or with every mentioned thing grounded (GCG, grounded conversation generation).

import type { Scene } from "../scene/render.js";
import { captionTemplates, gcgBoxTemplates, gcgMaskTemplates } from "../templates/caption.js";
import type { Templates } from "../templates/grammar.js";
import { listOf, mention } from "../wording.js";
import { nothing } from "./freeform.js";
import { groupsOf, joinPieces, makeTurn, type SceneTask, type SceneUnit } from "./task.js";

const opening = "The picture shows ";

/** The scene in one sentence, things from left to right: "The picture shows a dog on a red disc and two cats." */
export function captionOf(scene: Scene): string {
  const mentions = groupsOf(scene).map(mention);
  return mentions.length > 0 ? `${opening}${listOf(mentions)}.` : nothing;
}

/** "Describe the picture." */
export const caption: SceneTask = {
  name: "caption",
  command: { task: "vqa", elements: ["sentence"], units: [] },
  ask: (scene, random) => makeTurn(caption, captionTemplates.draw(random, {}), [captionOf(scene)]),
};

function groundedTask(name: string, unit: SceneUnit, templates: Templates): SceneTask {
  const kind = unit === "box" ? "gcg_detection" : "gcg_segmentation";
  const task: SceneTask = {
    name,
    command: { task: kind, elements: ["phrase", "sentence", "unit"], units: [unit] },
    ask(scene, random) {
      const pieces = groupsOf(scene).map((objects) => ({ phrase: mention(objects), objects, unit }));
      const answer = pieces.length > 0 ? [opening, ...joinPieces(pieces, ", ", " and "), "."] : [nothing];
      return makeTurn(task, templates.draw(random, {}), answer);
    },
  };
  return task;
}

/** GCG with boxes. */
export const gcgBox = groundedTask("gcg-box", "box", gcgBoxTemplates);

/** GCG with masks. */
export const gcgMask = groundedTask("gcg-mask", "mask", gcgMaskTemplates);
