// REC and RES, grounding of what a referring expression means: "where is the small dog?", answered with its box or mask.
import type { Templates } from "../templates/grammar.js";
import { recManyTemplates, recTemplates } from "../templates/rec.js";
import { resManyTemplates, resTemplates } from "../templates/res.js";
import { absence } from "../wording.js";
import { isTarget, mayBeDenied } from "./labelled.js";
import { inForm } from "./numeric.js";
import { pickAbsent, pickReferent } from "./referent.js";
import type { GroundingUnit, Task } from "./task.js";
import { grounded, makeTurn, type Piece } from "./turn.js";

/**
 * The answer is the triplet alone, with the concept as its phrase ("dog" for "the small dog left of the tree"); a
 * thing that is not there is denied in words.
 */
function referTask(name: string, unit: GroundingUnit, one: Templates, many: Templates): Task {
  const grounding = unit === "box" ? "grounding_detection" : "grounding_segmentation";
  const task: Task = {
    name,
    command: { task: grounding, elements: ["phrase", "unit"], units: [unit] },
    ask(picture, random, options) {
      const turn = (the: string, templates: Templates, pieces: readonly Piece[]) =>
        inForm(makeTurn(task, templates.draw(random, { the }, options), pieces), picture, options);
      if (random.chance(options.absentRate)) {
        const absent = mayBeDenied(picture, unit) ? pickAbsent(picture, random) : undefined;
        return absent && turn(absent.the, one, [absence([absent.words])]);
      }
      const referent = pickReferent(picture, random, (object) => isTarget(object, unit));
      if (!referent) return undefined;
      const { the, phrase, objects } = referent;
      return turn(the, objects.length > 1 ? many : one, [grounded(phrase, unit, objects)]);
    },
  };
  return task;
}

/** REC, referring expression comprehension. */
export const rec = referTask("rec", "box", recTemplates, recManyTemplates);

/** RES, referring expression segmentation. */
export const res = referTask("res", "mask", resTemplates, resManyTemplates);
