// Grounding of one thing by a referring expression: the question and answer that REC and RES share.
import type { AnnotatedPicture } from "../annotated.js";
import { pickExpression } from "../expressions.js";
import type { Random } from "../random.js";
import type { Templates } from "../templates/grammar.js";
import { absence } from "../wording.js";
import { absentFrom } from "./labelled.js";
import type { GroundingUnit, Task } from "./task.js";
import { makeTurn } from "./turn.js";

/** Share of absent things that are there, only not on such a plate. */
const wrongPlateRate = 0.3;

/**
 * A task that asks for one object. Its answer is the triplet alone, with the head noun of the expression as the
 * phrase ("dog" for "the small dog left of the tree"); a thing that is not there is denied in words.
 */
export function referTask(name: string, unit: GroundingUnit, templates: Templates): Task {
  const grounding = unit === "box" ? "grounding_detection" : "grounding_segmentation";
  const task: Task = {
    name,
    command: { task: grounding, elements: ["phrase", "unit"], units: [unit] },
    ask(picture, random, options) {
      if (random.chance(options.absentRate)) {
        const thing = absentThing(picture, random);
        if (!thing) return undefined;
        const question = templates.draw(random, { the: `the ${thing.definite}` }, options);
        return makeTurn(task, question, [absence([thing.words])]);
      }
      for (const target of random.shuffle(picture.objects)) {
        if (!target[unit]) continue;
        const expression = pickExpression(random, picture, target);
        if (!expression) continue;
        const question = templates.draw(random, { the: `the ${expression.words}` }, options);
        return makeTurn(task, question, [{ phrase: expression.head, objects: [target], unit }]);
      }
      return undefined;
    },
  };
  return task;
}

/** Words for something that the picture does not show: after "the", and after "no". */
function absentThing(picture: AnnotatedPicture, random: Random) {
  const { plates, objects } = picture;
  if (plates && objects.length > 0 && random.chance(wrongPlateRate)) {
    const { name } = random.pick(objects);
    const shown = objects.filter((object) => object.name === name).map((object) => object.plate?.color);
    const color = random.pick(plates.filter((candidate) => !shown.includes(candidate)));
    const shape = random.pick(["disc", "square"]);
    return { definite: `${name} on the ${color} ${shape}`, words: `${name} on a ${color} ${shape}` };
  }
  const absent = absentFrom(picture);
  if (absent.length === 0) return undefined;
  const { name } = random.pick(absent);
  return { definite: name, words: name };
}
