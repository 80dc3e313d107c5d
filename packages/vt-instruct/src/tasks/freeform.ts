// Freeform detection and segmentation: everything in the picture, named without being given the names.

import { isWhole, toldGroups } from "../language/labelled.js";
import { partsOf, unitWords, type WordedUnit } from "../language/unit-words.js";
import { nothing } from "../language/wording.js";
import { fovdFovsTemplates, fovdTemplates, fovsTemplates } from "../templates/detect.js";
import type { Templates } from "../templates/grammar.js";
import { isTarget, isWanted } from "./grounding-unit.js";
import type { Task } from "./task.js";
import { grounded, joinPieces, makeTurn } from "./turn.js";

/**
 * One phrase a name, with all its instances; names in the order in which they first appear from left to right. A
 * picture with a thing that cannot be told is not asked about, nor one without objects that may show something else.
 */
function freeformTask(name: string, unit: WordedUnit, templates: Templates): Task {
  const task: Task = {
    name,
    command: { task: unitWords[unit].task, elements: ["phrase", "unit"], units: partsOf(unit) },
    ask(picture, random) {
      if (!isWhole(picture)) return undefined;
      const wanted = picture.objects.filter((object) => isWanted(object, unit));
      const groups = toldGroups(picture).filter((group) => group.every((object) => isTarget(object, unit)));
      const told = groups.reduce((sum, group) => sum + group.length, 0);
      if (told < wanted.length || (told === 0 && !picture.complete)) return undefined;
      const pieces = groups.map((group) => grounded(group[0].name, unit, group));
      return makeTurn(task, templates.draw(random), pieces.length > 0 ? joinPieces(pieces) : [nothing]);
    },
  };
  return task;
}

/** FOVD: "detect all objects." */
export const fovd = freeformTask("fovd", "box", fovdTemplates);

/** FOVS: "segment all objects." */
export const fovs = freeformTask("fovs", "mask", fovsTemplates);

/** FOVD and FOVS at once: "detect and segment everything." */
export const fovdFovs = freeformTask("fovd-fovs", "box, mask", fovdFovsTemplates);
