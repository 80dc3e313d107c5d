// Depth: of the whole picture, or of the part that a phrase means.

import { absence } from "../language/wording.js";
import { unfitForOne } from "../templates/agreement.js";
import { depthOfTemplates, depthTemplates } from "../templates/depth.js";
import { isTarget, targetOf } from "./grounding-unit.js";
import { pickAbsent, pickReferent } from "./referent.js";
import type { Task } from "./task.js";
import { makeTurn } from "./turn.js";

/** The phrase that means every pixel. */
const wholeScene = "the whole scene";

/** Share of questions about one thing, where the picture has such things. */
const partRate = 0.5;

/** "How far away is everything?", "how far away is the dog?" */
export const depth: Task = {
  name: "depth",
  command: { task: "depth", elements: ["sentence", "phrase", "unit"], units: ["depth"] },
  ask(picture, random, options) {
    const map = picture.depth;
    if (!map) return undefined;
    const askOne = (the: string, words: string) => depthOfTemplates.draw(random, { the }, unfitForOne(words));
    if (random.chance(options.absentRate)) {
      const absent = pickAbsent(picture, random, options);
      if (absent) return makeTurn(depth, askOne(absent.the, absent.words), [absence([absent.words])]);
    }
    // The unit holds one map for a phrase, so the phrase means one object.
    const referent = random.chance(partRate) && pickReferent(picture, random, (object) => isTarget(object, "mask"));
    if (referent && referent.objects.length === 1) {
      const target = { ...targetOf(referent.objects[0]), depth: map };
      const { the, phrase } = referent;
      return makeTurn(depth, askOne(the, phrase), [{ phrase, groups: [{ units: ["depth"], targets: [target] }] }, "."]);
    }
    const answer = [{ phrase: wholeScene, groups: [{ units: ["depth"], targets: [{ depth: map }] }] }, "."];
    return makeTurn(depth, depthTemplates.draw(random), ["Here is the depth of ", ...answer]);
  },
};
