// REC and RES, grounding of what a referring expression means: "where is the small dog?", answered with its box, mask or point, or with box and mask.

import { partsOf, unitWords, type WordedUnit } from "../language/unit-words.js";
import { absence } from "../language/wording.js";
import { unfitForOne } from "../templates/agreement.js";
import type { Templates } from "../templates/grammar.js";
import { recPointManyTemplates, recPointTemplates } from "../templates/pointing.js";
import { recManyTemplates, recTemplates } from "../templates/rec.js";
import { recResManyTemplates, recResTemplates } from "../templates/rec-res.js";
import { resManyTemplates, resTemplates } from "../templates/res.js";
import { isTarget, mayBeDenied } from "./grounding-unit.js";
import { inForm } from "./numeric.js";
import { pickAbsent, pickReferent } from "./referent.js";
import type { Task } from "./task.js";
import { grounded, makeTurn, type Piece } from "./turn.js";

/**
 * The answer is the triplet alone, with the concept as its phrase ("dog" for "the small dog left of the tree"); a
 * thing that is not there is denied in words.
 */
function referTask(name: string, unit: WordedUnit, one: Templates, many: Templates): Task {
  const task: Task = {
    name,
    command: { task: `grounding_${unitWords[unit].task}`, elements: ["phrase", "unit"], units: partsOf(unit) },
    ask(picture, random, options) {
      const turn = (question: string, pieces: readonly Piece[]) =>
        inForm(makeTurn(task, question, pieces), picture, options);
      const askOne = (the: string, words: string) => one.draw(random, { the }, unfitForOne(words));
      if (random.chance(options.absentRate)) {
        const absent = mayBeDenied(picture, unit) ? pickAbsent(picture, random, options) : undefined;
        return absent && turn(askOne(absent.the, absent.words), [absence([absent.words])]);
      }
      const referent = pickReferent(picture, random, (object) => isTarget(object, unit));
      if (!referent) return undefined;
      const { the, phrase, objects } = referent;
      const question = objects.length > 1 ? many.draw(random, { the }) : askOne(the, phrase);
      return turn(question, [grounded(phrase, unit, objects)]);
    },
  };
  return task;
}

/** REC, referring expression comprehension. */
export const rec = referTask("rec", "box", recTemplates, recManyTemplates);

/** RES, referring expression segmentation. */
export const res = referTask("res", "mask", resTemplates, resManyTemplates);

/** REC and RES at once: "detect and segment the small dog." */
export const recRes = referTask("rec-res", "box, mask", recResTemplates, recResManyTemplates);

/** REC that asks for a point: "point at the small dog." */
export const recPoint = referTask("rec-point", "point", recPointTemplates, recPointManyTemplates);
