// IG, interactive grounding: the user points at an object, the answer names it and gives its box, mask, joints or two of them.
import { type PromptKind, promptKinds } from "@refvlm/vision";
import { namesOf } from "../language/labelled.js";
import { isPluralOnly } from "../language/plural.js";
import { type ObjectUnit, partsOf, unitWords, type WordedUnit } from "../language/unit-words.js";
import { indefinite } from "../language/wording.js";
import { kindsFor, pointAt } from "../pointing/pointing.js";
import type { Random } from "../random.js";
import type { AnnotatedPicture, ObjectName } from "../sample/annotated.js";
import type { SampleTurn } from "../sample/sample.js";
import { unfitForOne } from "../templates/agreement.js";
import { interactiveTemplates } from "../templates/interactive.js";
import { drawAbsent } from "./absent-name.js";
import type { AskOptions } from "./ask-options.js";
import { isTarget } from "./grounding-unit.js";
import type { Task } from "./task.js";
import { grounded, makeTurn } from "./turn.js";

/** Share of questions that name what they point at, rightly or wrongly. */
const namedRate = 0.4;

/** IG for one unit by prompts of one kind. */
export function interactiveTask(unit: ObjectUnit, kind: PromptKind): Task {
  return pointedTask(`ig-${unit}-${kind}`, unit, () => kind);
}

/** IG for a unit, a composite one too, by prompts of any kind. */
export function interactiveByAnyPrompt(name: string, unit: WordedUnit): Task {
  return pointedTask(name, unit, (random, { promptKind }) => promptKind ?? random.pick(promptKinds));
}

function pointedTask(
  name: string,
  unit: WordedUnit,
  kindOf: (random: Random, options: AskOptions) => PromptKind,
): Task {
  const task: Task = {
    name,
    command: { task: `grounding_${unitWords[unit].task}`, elements: ["phrase", "unit"], units: partsOf(unit) },
    ask: (picture, random, options) => askAt({ task, unit, kind: kindOf(random, options) }, picture, random, options),
  };
  return task;
}

/** What distinguishes the questions of interactive grounding. */
interface Interactive {
  readonly task: Task;
  readonly unit: WordedUnit;
  readonly kind: PromptKind;
}

/** A question that points at one of the objects, sometimes by a name that is not its own. */
function askAt(
  { task, unit, kind }: Interactive,
  picture: AnnotatedPicture,
  random: Random,
  options: AskOptions,
): SampleTurn | undefined {
  const fitting = picture.objects.filter((object) => isTarget(object, unit) && kindsFor(object).includes(kind));
  if (fitting.length === 0) return undefined;
  const object = random.pick(fitting);
  const prompt = pointAt(object, kind, picture, random);
  if (!prompt) return undefined;
  const templates = interactiveTemplates(unit, kind);
  const unnamed = () => ({ text: templates.unnamed.draw(random), prompts: [prompt] });
  const named = (names: ObjectName) => {
    const slots = { name: names.name, a: indefinite(names) };
    const text = templates.named.draw(random, slots, unfitForOne(names.name));
    return { text, prompts: [prompt] };
  };
  const own = namesOf(object);
  if (random.chance(options.absentRate)) {
    const wrong = drawAbsent(picture, random, options, { like: own.name });
    if (!wrong) return undefined;
    const that = isPluralOnly(own.name) ? "Those are" : "That is";
    return makeTurn(task, named(wrong), [`${that} ${indefinite(own)}, not ${indefinite(wrong)}.`]);
  }
  const asked = random.chance(namedRate) ? named(own) : unnamed();
  return makeTurn(task, asked, [grounded(own.name, unit, [object])]);
}
