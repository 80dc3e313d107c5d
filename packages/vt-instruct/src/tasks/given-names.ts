// Open-vocabulary detection and segmentation: all things of the names that the question gives.

import { absentFrom, namesOf, toldGroups } from "../language/labelled.js";
import { partsOf, unitWords, type WordedUnit } from "../language/unit-words.js";
import { absence, listOf } from "../language/wording.js";
import type { AnnotatedObject, ObjectName } from "../sample/annotated.js";
import { unfitForAll } from "../templates/agreement.js";
import { ovdOvsTemplates, ovdTemplates, ovsTemplates } from "../templates/detect.js";
import type { Templates } from "../templates/grammar.js";
import { ovdPointTemplates } from "../templates/pointing.js";
import { drawAbsent } from "./absent-name.js";
import { isTarget, mayBeDenied } from "./grounding-unit.js";
import { severalFirst } from "./several.js";
import type { Task } from "./task.js";
import { grounded, joinPieces, makeTurn } from "./turn.js";

/** How many names a question gives: one to four. */
const nameCounts = [0.5, 0.25, 0.15, 0.1];

/** A phrase for each name that is there, in the order asked; then the others are denied in words. */
function givenNamesTask(name: string, unit: WordedUnit, templates: Templates): Task {
  const task: Task = {
    name,
    command: { task: unitWords[unit].task, elements: ["phrase", "unit"], units: partsOf(unit) },
    ask(picture, random, options) {
      const groups = toldGroups(picture).filter((group) => group.every((object) => isTarget(object, unit)));
      if (groups.length === 0 && !mayBeDenied(picture, unit)) return undefined;
      // Pictures that show nothing would else be asked as often as those that do, and always be denied.
      if (groups.length === 0 && !random.chance(options.absentRate)) return undefined;
      const present = severalFirst(groups, random, options);
      const absent = new Set(absentFrom(picture));
      const asked: (ObjectName & { objects: readonly AnnotatedObject[] })[] = [];
      const count = 1 + random.weighted(nameCounts);
      while (asked.length < count && present.length + absent.size > 0) {
        const denied = random.chance(options.absentRate);
        const group = denied ? undefined : present.shift();
        const missing = group ? undefined : drawAbsent(picture, random, options, { among: [...absent] });
        if (group) asked.push({ ...namesOf(group[0]), objects: group });
        else if (missing) {
          asked.push({ ...missing, objects: [] });
          absent.delete(missing);
        } else if (denied) break;
      }
      if (asked.length === 0) return undefined;
      const slots = {
        list: listOf(asked.map((entry) => entry.plural)),
        names: asked.map((entry) => entry.name).join(", "),
      };
      const question = templates.draw(random, slots, unfitForAll(asked.map(({ name }) => name)));
      const found = asked.filter((entry) => entry.objects.length > 0);
      const missing = asked.filter((entry) => entry.objects.length === 0).map((entry) => entry.name);
      const { listOrder = "size" } = options;
      const pieces = joinPieces(found.map((entry) => grounded(entry.name, unit, entry.objects, listOrder)));
      if (missing.length > 0) pieces.push(`${found.length > 0 ? ". " : ""}${absence(missing)}`);
      return makeTurn(task, question, pieces);
    },
  };
  return task;
}

/** OVD: "where are the dogs and cats?" */
export const ovd = givenNamesTask("ovd", "box", ovdTemplates);

/** OVS: "segment all dogs and cats." */
export const ovs = givenNamesTask("ovs", "mask", ovsTemplates);

/** OVD and OVS at once: "detect and segment all dogs and cats." */
export const ovdOvs = givenNamesTask("ovd-ovs", "box, mask", ovdOvsTemplates);

/** OVD that asks for points: "point at the dogs and cats." */
export const ovdPoint = givenNamesTask("ovd-point", "point", ovdPointTemplates);
