// IG, interactive grounding: the user points at an object, the answer names it and gives its box or mask.
import type { PromptKind } from "@refvlm/vision";
import { isPluralOnly } from "../language/plural.js";
import { indefinite } from "../language/wording.js";
import { kindsFor, pointAt } from "../pointing/pointing.js";
import type { Random } from "../random.js";
import type { AnnotatedObject, AnnotatedPicture, ObjectName } from "../sample/annotated.js";
import type { SampleTurn } from "../sample/sample.js";
import { unfitForOne } from "../templates/agreement.js";
import { type InteractiveTemplates, interactiveTemplates } from "../templates/interactive.js";
import { absentFrom, isTarget, namesOf } from "./labelled.js";
import type { AskOptions, GroundingUnit, Task } from "./task.js";
import { grounded, makeTurn } from "./turn.js";

/** Share of questions that name what they point at, rightly or wrongly. */
const namedRate = 0.4;

/** What distinguishes the tasks of interactive grounding. */
export interface Interactive {
  readonly task: Task;
  readonly unit: string;
  readonly kind: PromptKind;
  readonly templates: InteractiveTemplates;
}

/** IG for one unit by prompts of one kind. */
export function interactiveTask(unit: GroundingUnit, kind: PromptKind): Task {
  const templates = interactiveTemplates(unit, kind);
  const grounding = unit === "box" ? "grounding_detection" : "grounding_segmentation";
  const task: Task = {
    name: `ig-${unit}-${kind}`,
    command: { task: grounding, elements: ["phrase", "unit"], units: [unit] },
    ask(picture, random, options) {
      const candidates = picture.objects.filter((object) => isTarget(object, unit));
      return askAt({ task, unit, kind, templates }, candidates, picture, random, options);
    },
  };
  return task;
}

/** A question that points at one of `candidates`, sometimes by a name that is not its own. */
export function askAt(
  { task, unit, kind, templates }: Interactive,
  candidates: readonly AnnotatedObject[],
  picture: AnnotatedPicture,
  random: Random,
  options: AskOptions,
): SampleTurn | undefined {
  const fitting = candidates.filter((object) => kindsFor(object).includes(kind));
  if (fitting.length === 0) return undefined;
  const object = random.pick(fitting);
  const prompt = pointAt(object, kind, picture, random);
  if (!prompt) return undefined;
  const unnamed = () => ({ text: templates.unnamed.draw(random, {}, options), prompts: [prompt] });
  const named = (names: ObjectName) => {
    const slots = { name: names.name, a: indefinite(names) };
    const text = templates.named.draw(random, slots, { ...options, unfit: unfitForOne(names.name) });
    return { text, prompts: [prompt] };
  };
  const own = namesOf(object);
  if (random.chance(options.absentRate)) {
    const absent = absentFrom(picture);
    if (absent.length === 0) return undefined;
    const wrong = random.pick(absent);
    const that = isPluralOnly(own.name) ? "Those are" : "That is";
    return makeTurn(task, named(wrong), [`${that} ${indefinite(own)}, not ${indefinite(wrong)}.`]);
  }
  const asked = random.chance(namedRate) ? named(own) : unnamed();
  return makeTurn(task, asked, [grounded(own.name, unit, [object])]);
}
