// "Is the dog left of the cat?": yes or no, behind the dog and the cat where the answer points first.
import { singles } from "../language/labelled.js";
import { holds, oppositeOf, relations } from "../language/relations.js";
import { unfitForOne } from "../templates/agreement.js";
import { relationTemplates } from "../templates/vqa.js";
import { concluded, drawYes, type RuleQuestion, yesOrNo } from "./rule-question.js";
import { grounded } from "./turn.js";

/** Of two things that are each the only one of their name. */
export const relation: RuleQuestion = (picture, random, options) => {
  const side = Math.min(picture.width, picture.height);
  const yes = drawYes(random, options);
  for (const first of random.shuffle(singles(picture)))
    for (const second of random.shuffle(singles(picture)))
      for (const name of random.shuffle(relations)) {
        if (first === second) continue;
        const opposite = oppositeOf(name);
        // A "no" is the plain opposite of what holds; "next to" is denied only to things far apart.
        const isFit = yes
          ? holds(name, first.box, second.box, side) === true
          : opposite
            ? holds(opposite, first.box, second.box, side) === true
            : holds(name, first.box, second.box, side) === false;
        if (!isFit) continue;
        const slots = { first: `the ${first.name}`, second: `the ${second.name}`, relation: name };
        const question = relationTemplates.draw(random, slots, unfitForOne(first.name));
        const things = [first, second].map((thing) => grounded(thing.name, "box", [thing]));
        return { question, ...concluded(yesOrNo(yes), things, options) };
      }
  return undefined;
};
