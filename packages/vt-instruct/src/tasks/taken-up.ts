// Boxes of all things of a name, and the mask of one of them: the answer takes up one of its instances again (section 3.1,
// figure 2).

import { pickExpression } from "../language/expressions.js";
import { leftToRight, namesOf, toldGroups } from "../language/labelled.js";
import { unitWords } from "../language/unit-words.js";
import { absence } from "../language/wording.js";
import { unfitForAll } from "../templates/agreement.js";
import { ovdResTemplates } from "../templates/taken-up.js";
import { drawAbsent } from "./absent-name.js";
import { isTarget, mayBeDenied, targetIn } from "./grounding-unit.js";
import type { Task } from "./task.js";
import { type GroundedPiece, makeTurn } from "./turn.js";

const unit = "box, mask";

/** "Find all dogs and segment the leftmost one": `<Unit>box</Unit>[0]<REF>[1]<REF>, <Unit>mask</Unit>[0]<REF>`. */
export const ovdRes: Task = {
  name: "ovd-res",
  command: { task: unitWords[unit].task, elements: ["phrase", "unit"], units: ["box", "mask"] },
  ask(picture, random, options) {
    const question = (many: string, the: string, name: string) =>
      ovdResTemplates.draw(random, { many, the }, unfitForAll([name]));
    if (random.chance(options.absentRate)) {
      const absent = mayBeDenied(picture, unit) && drawAbsent(picture, random, options);
      if (!absent) return undefined;
      const { name, plural } = absent;
      return makeTurn(ovdRes, question(plural, `the leftmost ${name}`, name), [absence([name])]);
    }
    const groups = toldGroups(picture).filter(
      (group) => group.length > 1 && group.every((object) => isTarget(object, unit)),
    );
    for (const group of random.shuffle(groups))
      for (const one of random.shuffle(group)) {
        const expression = pickExpression(random, picture, one);
        if (!expression) continue;
        const objects = leftToRight(group);
        const all = { units: ["box"], targets: objects.map((object) => targetIn(object, "box")) };
        const again = { units: ["mask"], instances: [objects.indexOf(one)], targets: [targetIn(one, "mask")] };
        const { name, plural } = namesOf(one);
        const piece: GroundedPiece = { phrase: name, groups: [all, again] };
        return makeTurn(ovdRes, question(plural, `the ${expression.words}`, name), [piece]);
      }
    return undefined;
  },
};
