// Grounding of one thing by a referring expression: the question and answer that REC and RES share.
import { pickExpression } from "../expressions.js";
import type { Random } from "../random.js";
import { plateColors } from "../scene/layout.js";
import type { Scene } from "../scene/render.js";
import type { Templates } from "../templates/grammar.js";
import { absence } from "../wording.js";
import { type AskOptions, absentFrom, makeTurn, type SceneTask, type SceneUnit } from "./task.js";

/** Share of absent things that are there, only not on such a plate. */
const wrongPlateRate = 0.3;

/**
 * A task that asks for one object. Its answer is the triplet alone, with the head noun of the expression as the
 * phrase ("dog" for "the small dog left of the tree"); a thing that is not there is denied in words.
 */
export function referTask(name: string, unit: SceneUnit, templates: Templates): SceneTask {
  const grounding = unit === "box" ? "grounding_detection" : "grounding_segmentation";
  const task: SceneTask = {
    name,
    command: { task: grounding, elements: ["phrase", "unit"], units: [unit] },
    ask(scene, random, options) {
      if (random.chance(options.absentRate)) {
        const thing = absentThing(scene, random, options);
        return (
          thing && makeTurn(task, templates.draw(random, { the: `the ${thing.definite}` }), [absence([thing.words])])
        );
      }
      for (const target of random.shuffle(scene.objects)) {
        const expression = pickExpression(random, scene, target);
        if (!expression) continue;
        const question = templates.draw(random, { the: `the ${expression.words}` });
        return makeTurn(task, question, [{ phrase: expression.head, objects: [target], unit }]);
      }
      return undefined;
    },
  };
  return task;
}

/** Words for something that the scene does not show: after "the", and after "no". */
function absentThing(scene: Scene, random: Random, { vocabulary }: AskOptions) {
  if (scene.objects.length > 0 && random.chance(wrongPlateRate)) {
    const { name } = random.pick(scene.objects);
    const shown = scene.objects.filter((object) => object.name === name).map((object) => object.plate?.color);
    const color = random.pick(
      Object.keys(plateColors).filter((candidate) => !shown.some((seen) => seen === candidate)),
    );
    const shape = random.pick(["disc", "square"]);
    return { definite: `${name} on the ${color} ${shape}`, words: `${name} on a ${color} ${shape}` };
  }
  const absent = absentFrom(scene, vocabulary);
  if (absent.length === 0) return undefined;
  const { name } = random.pick(absent);
  return { definite: name, words: name };
}
