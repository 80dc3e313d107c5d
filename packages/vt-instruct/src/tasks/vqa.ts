// VQA: questions of the data set, or by rule ones that a word answers, balanced between yes and no.

import { absentFrom, namesOf, singles, toldGroups } from "../language/labelled.js";
import { isCounted, isUncounted } from "../language/plural.js";
import { holds, oppositeOf, relations } from "../language/relations.js";
import { indefinite, numberWord, withArticle } from "../language/wording.js";
import { kindsFor, pointAt } from "../pointing/pointing.js";
import type { Random } from "../random.js";
import type { AnnotatedObject, AnnotatedPicture, AnnotatedQuestion } from "../sample/annotated.js";
import { unfitForAny, unfitForOne } from "../templates/agreement.js";
import * as templates from "../templates/vqa.js";
import { openQuestions, publishedThread, publishedTurn } from "./published.js";
import type { Task } from "./task.js";
import { type Question as Asked, makeTurn, oneOf, type Piece } from "./turn.js";

/** Share of number questions about things that are not there. */
const zeroRate = 0.12;

type Question = (picture: AnnotatedPicture, random: Random) => [question: Asked, answer: string] | undefined;

const presence: Question = (picture, random) => {
  const yes = random.chance(0.5);
  const things = yes ? toldGroups(picture).map(([first]) => namesOf(first)) : absentFrom(picture);
  if (things.length === 0) return undefined;
  const names = random.pick(things);
  const { name, plural } = names;
  const slots = { a: isCounted(names) ? withArticle(name) : `any ${name}`, many: plural };
  const question = templates.presenceTemplates.draw(random, slots, unfitForAny(name));
  return [question, yes ? "yes" : "no"];
};

const count: Question = (picture, random) => {
  const groups = toldGroups(picture).filter(([first]) => !first.stuff && !isUncounted(first.name));
  const absent = absentFrom(picture).filter(({ name }) => !isUncounted(name));
  const ask = (plural: string, number: number): [string, string] => [
    templates.countTemplates.draw(random, { many: plural }),
    numberWord(number),
  ];
  if (groups.length === 0 || random.chance(zeroRate))
    return absent.length > 0 ? ask(random.pick(absent).plural, 0) : undefined;
  // Groups of several are rarer than single things, and count for more.
  const group = groups[random.weighted(groups.map((objects) => objects.length))];
  return ask(namesOf(group[0]).plural, group.length);
};

/** What an object stands on, where the picture tells it. */
const plateOf = ({ attribute }: AnnotatedObject) => (attribute?.link === "on" ? attribute : undefined);

const plateColor: Question = (picture, random) => {
  const things = singles(picture).filter(plateOf);
  if (things.length === 0) return undefined;
  const thing = random.pick(things);
  const { noun, color } = plateOf(thing)!;
  const slots = { the: `the ${thing.name}`, shape: noun };
  return [templates.plateColorTemplates.draw(random, slots, unfitForOne(thing.name)), color];
};

const plateContent: Question = (picture, random) => {
  const things = picture.objects.filter(plateOf);
  const colorOf = (thing: AnnotatedObject) => plateOf(thing)!.color;
  const clear = things.filter((thing) => things.filter((other) => colorOf(other) === colorOf(thing)).length === 1);
  if (clear.length === 0) return undefined;
  const thing = random.pick(clear);
  const slots = { plate: `${colorOf(thing)} ${plateOf(thing)!.noun}` };
  return [templates.plateContentTemplates.draw(random, slots), indefinite(namesOf(thing))];
};

const relation: Question = (picture, random) => {
  const side = Math.min(picture.width, picture.height);
  const yes = random.chance(0.5);
  for (const first of random.shuffle(singles(picture)))
    for (const second of random.shuffle(singles(picture)))
      for (const name of random.shuffle(relations)) {
        const opposite = oppositeOf(name);
        // A "no" is the plain opposite of what holds; "next to" is denied only to things far apart.
        const truth = first !== second && holds(name, first.box, second.box, side);
        const reverse = first !== second && opposite && holds(opposite, first.box, second.box, side);
        if (yes ? truth !== true : first === second || (opposite ? reverse !== true : truth !== false)) continue;
        const slots = { first: `the ${first.name}`, second: `the ${second.name}`, relation: name };
        return [templates.relationTemplates.draw(random, slots, unfitForOne(first.name)), yes ? "yes" : "no"];
      }
  return undefined;
};

/** Something that has a name, with a prompt that points at it. */
function pointedThing(picture: AnnotatedPicture, random: Random) {
  const things = picture.objects.filter(({ crowd, unnamed }) => !crowd && !unnamed);
  if (things.length === 0) return undefined;
  const thing = random.pick(things);
  const kinds = kindsFor(thing);
  const prompt = kinds.length > 0 ? pointAt(thing, random.pick(kinds), picture, random) : undefined;
  return prompt && { names: namesOf(thing), prompts: [prompt] };
}

const pointedName: Question = (picture, random) => {
  const pointed = pointedThing(picture, random);
  if (!pointed) return undefined;
  const { names, prompts } = pointed;
  return [{ text: templates.pointedNameTemplates.draw(random), prompts }, indefinite(names)];
};

const pointedPresence: Question = (picture, random) => {
  const yes = random.chance(0.5);
  const pointed = pointedThing(picture, random);
  const absent = absentFrom(picture);
  if (!pointed || (!yes && absent.length === 0)) return undefined;
  const names = yes ? pointed.names : random.pick(absent);
  const slots = { a: indefinite(names) };
  const text = templates.pointedPresenceTemplates.draw(random, slots, unfitForOne(names.name));
  return [{ text, prompts: pointed.prompts }, yes ? "yes" : "no"];
};

/** The kinds of question with the share of each. */
export const vqaKinds = {
  presence: { ask: presence, weight: 3 },
  count: { ask: count, weight: 3 },
  "plate-color": { ask: plateColor, weight: 1 },
  "plate-content": { ask: plateContent, weight: 1 },
  relation: { ask: relation, weight: 1.5 },
  "pointed-name": { ask: pointedName, weight: 1 },
  "pointed-presence": { ask: pointedPresence, weight: 1 },
} satisfies Record<string, { ask: Question; weight: number }>;
export type VqaKind = keyof typeof vqaKinds;

const everyKind = Object.keys(vqaKinds) as VqaKind[];
const kindsWithoutPlates: readonly VqaKind[] = ["presence", "count", "relation", "pointed-name", "pointed-presence"];

/** A question by rule of one of these kinds; nothing is asked of names that the data may tell incompletely. */
function questionByRule(kinds: readonly VqaKind[], task: Task, ...[picture, random]: Parameters<Question>) {
  if (!picture.exhaustive) return undefined;
  const left = [...kinds];
  while (left.length > 0) {
    const [kind] = left.splice(random.weighted(left.map((name) => vqaKinds[name].weight)), 1);
    const found = vqaKinds[kind].ask(picture, random);
    if (found) return makeTurn(task, found[0], [found[1]]);
  }
  return undefined;
}

const command: Task["command"] = { task: "vqa", elements: ["sentence"], units: [] };

/** Questions by rule of some kinds only. */
export function vqaTask(...kinds: VqaKind[]): Task {
  const task: Task = {
    name: "vqa",
    command,
    ask: (picture, random) => questionByRule(kinds, task, picture, random),
  };
  return task;
}

/** Visual question answering: the data set's own questions where it has any, else questions by rule. */
export const vqa: Task = {
  name: "vqa",
  command,
  ask(picture, random, options) {
    const published = openQuestions(picture);
    if (published.length === 0)
      return questionByRule(picture.attributes ? everyKind : kindsWithoutPlates, vqa, picture, random);
    for (const question of random.shuffle(published)) {
      const turn = publishedTurn(vqa, question, inWords(question), picture, random, options);
      if (turn) return turn;
    }
    return undefined;
  },
  thread(picture, random, options) {
    const { conversations = [] } = picture;
    if (conversations.length === 0) return [];
    return publishedThread(vqa, oneOf(random, conversations), inWords, picture, random, options);
  },
};

function inWords({ answers }: AnnotatedQuestion): Piece[] {
  return [answers[0]];
}
