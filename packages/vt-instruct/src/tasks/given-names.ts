// Open-vocabulary detection and segmentation: all things of the names that the question gives.
import type { SceneObject } from "../scene/render.js";
import { ovdTemplates, ovsTemplates } from "../templates/detect.js";
import type { Templates } from "../templates/grammar.js";
import { absence, listOf } from "../wording.js";
import { absentFrom, groupsOf, joinPieces, makeTurn, type SceneTask, type SceneUnit } from "./task.js";

/** How many names a question gives: one to four. */
const nameCounts = [0.5, 0.25, 0.15, 0.1];

/** A phrase for each name that is there, in the order asked; then the others are denied in words. */
function givenNamesTask(name: string, unit: SceneUnit, templates: Templates): SceneTask {
  const task: SceneTask = {
    name,
    command: { task: unit === "box" ? "detection" : "segmentation", elements: ["phrase", "unit"], units: [unit] },
    ask(scene, random, { absentRate, vocabulary }) {
      const present = random.shuffle(groupsOf(scene));
      const absent = random.shuffle(absentFrom(scene, vocabulary));
      const asked: { name: string; plural: string; objects: readonly SceneObject[] }[] = [];
      const count = 1 + random.weighted(nameCounts);
      while (asked.length < count && present.length + absent.length > 0) {
        const group = random.chance(absentRate) ? undefined : present.pop();
        if (group) asked.push({ name: group[0].name, plural: group[0].plural, objects: group });
        else if (absent.length > 0) asked.push({ ...absent.pop()!, objects: [] });
      }
      if (asked.length === 0) return undefined;
      const question = templates.draw(random, {
        list: listOf(asked.map((entry) => entry.plural)),
        names: asked.map((entry) => entry.name).join(", "),
      });
      const found = asked.filter((entry) => entry.objects.length > 0);
      const missing = asked.filter((entry) => entry.objects.length === 0).map((entry) => entry.name);
      const pieces = joinPieces(found.map((entry) => ({ phrase: entry.name, objects: entry.objects, unit })));
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
