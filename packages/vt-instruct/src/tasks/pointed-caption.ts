// Referring GCG (paper figure 3): the user points at a thing; the answer tells it in a sentence whose phrases carry units.
import { namesOf, singles } from "../language/labelled.js";
import { isPluralOnly } from "../language/plural.js";
import { holds, relations } from "../language/relations.js";
import type { WordedUnit } from "../language/unit-words.js";
import { indefinite } from "../language/wording.js";
import { kindsFor, pointAt } from "../pointing/pointing.js";
import type { Random } from "../random.js";
import type { AnnotatedObject, AnnotatedPicture } from "../sample/annotated.js";
import type { SampleTurn } from "../sample/sample.js";
import { pointedGcgTemplates } from "../templates/caption.js";
import type { AskOptions } from "./ask-options.js";
import { isTarget } from "./grounding-unit.js";
import type { Task } from "./task.js";
import { grounded, makeTurn, type Piece } from "./turn.js";

/** "What is at this point [VPT]? Answer with boxes." "This is a dog left of the cup." */
export function pointedCaption(
  task: Task,
  unit: WordedUnit,
  picture: AnnotatedPicture,
  random: Random,
  { promptKind }: AskOptions,
): SampleTurn | undefined {
  const kindsOf = (object: AnnotatedObject) =>
    kindsFor(object).filter((kind) => promptKind === undefined || kind === promptKind);
  const fitting = picture.objects.filter((object) => isTarget(object, unit) && kindsOf(object).length > 0);
  if (fitting.length === 0) return undefined;
  const object = random.pick(fitting);
  const kind = random.pick(kindsOf(object));
  const prompt = pointAt(object, kind, picture, random);
  if (!prompt) return undefined;
  const question = { text: pointedGcgTemplates(unit, kind).draw(random), prompts: [prompt] };
  const opening = isPluralOnly(object.name) ? "These are " : "This is ";
  const told = grounded(indefinite(namesOf(object)), unit, [object]);
  return makeTurn(task, question, [opening, told, ...whereabouts(object, unit, picture, random), "."]);
}

/** " left of the cup", where there is one cup and it is so. */
function whereabouts(object: AnnotatedObject, unit: WordedUnit, picture: AnnotatedPicture, random: Random): Piece[] {
  const side = Math.min(picture.width, picture.height);
  const others = singles(picture).filter((other) => other !== object && isTarget(other, unit));
  for (const other of random.shuffle(others))
    for (const relation of random.shuffle(relations))
      if (holds(relation, object.box, other.box, side) === true)
        return [` ${relation} `, grounded(`the ${other.name}`, unit, [other])];
  return [];
}
