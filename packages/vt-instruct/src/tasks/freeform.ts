// Freeform detection and segmentation: everything in the picture, named without being given the names.

import { inOrder, isWhole, toldGroups } from "../language/labelled.js";
import { partsOf, unitWords, type WordedUnit } from "../language/unit-words.js";
import { nothing } from "../language/wording.js";
import { fovdFovsTemplates, fovdTemplates, fovsTemplates } from "../templates/detect.js";
import type { Templates } from "../templates/grammar.js";
import { isTarget, isWanted } from "./grounding-unit.js";
import type { Task } from "./task.js";
import { grounded, joinPieces, makeTurn } from "./turn.js";

/**
 * One phrase a name, with all its instances; a name stands where the first of its instances does. A picture with a thing that cannot be told is not asked about, nor one without objects that may show something else.
 */
function freeformTask(name: string, unit: WordedUnit, templates: Templates): Task {
  const task: Task = {
    name,
    command: { task: unitWords[unit].task, elements: ["phrase", "unit"], units: partsOf(unit) },
    ask(picture, random, options) {
      if (!isWhole(picture)) return undefined;
      const wanted = picture.objects.filter((object) => isWanted(object, unit));
      const groups = toldGroups(picture).filter((group) => group.every((object) => isTarget(object, unit)));
      const told = groups.reduce((sum, group) => sum + group.length, 0);
      if (told < wanted.length || (told === 0 && !picture.complete)) return undefined;
      const { listOrder = "size" } = options;
      const names = new Set(inOrder(groups.flat(), listOrder).map(({ name }) => name));
      const objectsOf = new Map(groups.map((group) => [group[0].name, group]));
      const pieces = [...names].map((name) => grounded(name, unit, objectsOf.get(name)!, listOrder));
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
