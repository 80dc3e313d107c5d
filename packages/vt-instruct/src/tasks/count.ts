// "How many dogs are there?": a number word, behind all the dogs where the answer points first.
import { absentFrom, namesOf, toldGroups } from "../language/labelled.js";
import { isUncounted } from "../language/plural.js";
import { absence, numberWord } from "../language/wording.js";
import { countTemplates } from "../templates/vqa.js";
import { drawAbsent } from "./absent-name.js";
import { concluded, type RuleQuestion } from "./rule-question.js";
import { severalFirst } from "./several.js";
import { grounded } from "./turn.js";

/** Of things by name, none of them stuff: how much grass there is nobody counts. */
export const count: RuleQuestion = (picture, random, options) => {
  const { zeroRate = 0.12, pointFirst = false, listOrder = "size" } = options;
  const groups = toldGroups(picture).filter(([first]) => !first.stuff && !isUncounted(first.name));
  const ask = (many: string) => countTemplates.draw(random, { many });
  if (groups.length === 0 || random.chance(zeroRate)) {
    const among = absentFrom(picture).filter(({ name }) => !isUncounted(name));
    const none = drawAbsent(picture, random, options, { among });
    // Nothing can be pointed at: such an answer denies as those that give boxes do.
    const answer = pointFirst && none ? absence([none.name]) : numberWord(0);
    return none && { question: ask(none.plural), answer: [answer], points: pointFirst };
  }
  const [group] = severalFirst(groups, random, options);
  const { name, plural } = namesOf(group[0]);
  return {
    question: ask(plural),
    ...concluded(numberWord(group.length), [grounded(name, "box", group, listOrder)], options),
  };
};
