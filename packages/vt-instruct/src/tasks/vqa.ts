// VQA: questions that one word answers. Presence and relations are balanced between yes and no.
import type { AnnotatedObject, AnnotatedPicture } from "../annotated.js";
import type { Random } from "../random.js";
import { holds, oppositeOf, relations } from "../relations.js";
import * as templates from "../templates/vqa.js";
import { numberWords, withArticle } from "../wording.js";
import { absentFrom, namesOf, toldGroups } from "./labelled.js";
import type { AskOptions, Task } from "./task.js";
import { makeTurn } from "./turn.js";

/** Share of number questions about things that are not there. */
const zeroRate = 0.12;

type Question = (
  picture: AnnotatedPicture,
  random: Random,
  options: AskOptions,
) => [question: string, answer: string] | undefined;

/** Names shown once: "the dog" is then clear. */
function single(picture: AnnotatedPicture): AnnotatedObject[] {
  return toldGroups(picture)
    .filter((group) => group.length === 1)
    .map(([object]) => object);
}

const presence: Question = (picture, random, options) => {
  const yes = random.chance(0.5);
  const things = yes ? toldGroups(picture).map(([first]) => namesOf(first)) : absentFrom(picture);
  if (things.length === 0) return undefined;
  const { name, plural } = random.pick(things);
  const slots = { a: withArticle(name), many: plural };
  return [templates.presenceTemplates.draw(random, slots, options), yes ? "yes" : "no"];
};

const count: Question = (picture, random, options) => {
  const groups = toldGroups(picture);
  const absent = absentFrom(picture);
  const ask = (plural: string, number: number): [string, string] => [
    templates.countTemplates.draw(random, { many: plural }, options),
    numberWords[number],
  ];
  if (groups.length === 0 || random.chance(zeroRate))
    return absent.length > 0 ? ask(random.pick(absent).plural, 0) : undefined;
  // Groups of several are rarer than single things, and count for more.
  const group = groups[random.weighted(groups.map((objects) => objects.length))];
  return ask(namesOf(group[0]).plural, group.length);
};

const plateColor: Question = (picture, random, options) => {
  const things = single(picture).filter((object) => object.plate);
  if (things.length === 0) return undefined;
  const { name, plate } = random.pick(things);
  const slots = { the: `the ${name}`, shape: plate!.shape };
  const question = templates.plateColorTemplates.draw(random, slots, options);
  return [question, plate!.color];
};

const plateContent: Question = (picture, random, options) => {
  const plates = picture.objects.filter(({ plate }) => plate);
  const clear = plates.filter(
    ({ plate }) => plates.filter((other) => other.plate!.color === plate!.color).length === 1,
  );
  if (clear.length === 0) return undefined;
  const { name, plate } = random.pick(clear);
  const slots = { plate: `${plate!.color} ${plate!.shape}` };
  const question = templates.plateContentTemplates.draw(random, slots, options);
  return [question, withArticle(name)];
};

const relation: Question = (picture, random, options) => {
  const side = Math.min(picture.width, picture.height);
  const yes = random.chance(0.5);
  for (const first of random.shuffle(single(picture)))
    for (const second of random.shuffle(single(picture)))
      for (const name of random.shuffle(relations)) {
        const opposite = oppositeOf(name);
        // A "no" is the plain opposite of what holds; "next to" is denied only to things far apart.
        const truth = first !== second && holds(name, first.box, second.box, side);
        const reverse = first !== second && opposite && holds(opposite, first.box, second.box, side);
        if (yes ? truth !== true : first === second || (opposite ? reverse !== true : truth !== false)) continue;
        const slots = { first: `the ${first.name}`, second: `the ${second.name}`, relation: name };
        return [templates.relationTemplates.draw(random, slots, options), yes ? "yes" : "no"];
      }
  return undefined;
};

/** The kinds of question with the share of each. */
export const vqaKinds = {
  presence: { ask: presence, weight: 3 },
  count: { ask: count, weight: 3 },
  "plate-color": { ask: plateColor, weight: 1 },
  "plate-content": { ask: plateContent, weight: 1 },
  relation: { ask: relation, weight: 1.5 },
} satisfies Record<string, { ask: Question; weight: number }>;
export type VqaKind = keyof typeof vqaKinds;

/** The VQA task confined to some kinds of question. */
export function vqaTask(...kinds: VqaKind[]): Task {
  const task: Task = {
    name: "vqa",
    command: { task: "vqa", elements: ["sentence"], units: [] },
    ask(picture, random, options) {
      const kind = kinds[random.weighted(kinds.map((name) => vqaKinds[name].weight))];
      const found = vqaKinds[kind].ask(picture, random, options);
      return found && makeTurn(task, found[0], [found[1]]);
    },
  };
  return task;
}

/** All kinds of question. */
export const vqa = vqaTask(...(Object.keys(vqaKinds) as VqaKind[]));
