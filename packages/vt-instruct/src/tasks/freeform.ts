// Freeform detection and segmentation: everything in the picture, named without being given the names.
import { fovdTemplates, fovsTemplates } from "../templates/detect.js";
import type { Templates } from "../templates/grammar.js";
import { groupsOf, joinPieces, makeTurn, type SceneTask, type SceneUnit } from "./task.js";

/** The answer to any request about things in an empty scene. */
export const nothing = "There is nothing in the picture.";

/** One phrase a name, with all its instances; names in the order in which they first appear from left to right. */
function freeformTask(name: string, unit: SceneUnit, templates: Templates): SceneTask {
  const task: SceneTask = {
    name,
    command: { task: unit === "box" ? "detection" : "segmentation", elements: ["phrase", "unit"], units: [unit] },
    ask(scene, random) {
      const pieces = groupsOf(scene).map((objects) => ({ phrase: objects[0].name, objects, unit }));
      return makeTurn(task, templates.draw(random, {}), pieces.length > 0 ? joinPieces(pieces) : [nothing]);
    },
  };
  return task;
}

/** FOVD: "detect all objects." */
export const fovd = freeformTask("fovd", "box", fovdTemplates);

/** FOVS: "segment all objects." */
export const fovs = freeformTask("fovs", "mask", fovsTemplates);
