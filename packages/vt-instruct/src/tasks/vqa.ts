// VQA: questions of the data set, or by rule ones that a word answers, balanced between yes and no.

import { isCounted, isUncounted } from "../language/plural.js";
import { holds, oppositeOf, relations } from "../language/relations.js";
import { indefinite, numberWord, withArticle } from "../language/wording.js";
import type { Random } from "../random.js";
import type { AnnotatedPicture, AnnotatedQuestion } from "../sample/annotated.js";
import { unfitForAny, unfitForOne } from "../templates/agreement.js";
import * as templates from "../templates/vqa.js";
import { absentFrom, namesOf, singles, toldGroups } from "./labelled.js";
import { openQuestions, publishedThread, publishedTurn } from "./published.js";
import type { AskOptions, Task } from "./task.js";
import { makeTurn, oneOf, type Piece } from "./turn.js";

/** Share of number questions about things that are not there. */
const zeroRate = 0.12;

type Question = (
  picture: AnnotatedPicture,
  random: Random,
  options: AskOptions,
) => [question: string, answer: string] | undefined;

const presence: Question = (picture, random, options) => {
  const yes = random.chance(0.5);
  const things = yes ? toldGroups(picture).map(([first]) => namesOf(first)) : absentFrom(picture);
  if (things.length === 0) return undefined;
  const names = random.pick(things);
  const { name, plural } = names;
  const slots = { a: options.core || isCounted(names) ? withArticle(name) : `any ${name}`, many: plural };
  const question = templates.presenceTemplates.draw(random, slots, { ...options, unfit: unfitForAny(name) });
  return [question, yes ? "yes" : "no"];
};

const count: Question = (picture, random, options) => {
  const groups = toldGroups(picture).filter(([first]) => !first.stuff && !isUncounted(first.name));
  const absent = absentFrom(picture).filter(({ name }) => !isUncounted(name));
  const ask = (plural: string, number: number): [string, string] => [
    templates.countTemplates.draw(random, { many: plural }, options),
    numberWord(number),
  ];
  if (groups.length === 0 || random.chance(zeroRate))
    return absent.length > 0 ? ask(random.pick(absent).plural, 0) : undefined;
  // Groups of several are rarer than single things, and count for more.
  const group = groups[random.weighted(groups.map((objects) => objects.length))];
  return ask(namesOf(group[0]).plural, group.length);
};

const plateColor: Question = (picture, random, options) => {
  const things = singles(picture).filter((object) => object.plate);
  if (things.length === 0) return undefined;
  const { name, plate } = random.pick(things);
  const slots = { the: `the ${name}`, shape: plate!.shape };
  const question = templates.plateColorTemplates.draw(random, slots, { ...options, unfit: unfitForOne(name) });
  return [question, plate!.color];
};

const plateContent: Question = (picture, random, options) => {
  const plates = picture.objects.filter(({ plate }) => plate);
  const clear = plates.filter(
    ({ plate }) => plates.filter((other) => other.plate!.color === plate!.color).length === 1,
  );
  if (clear.length === 0) return undefined;
  const thing = random.pick(clear);
  const slots = { plate: `${thing.plate!.color} ${thing.plate!.shape}` };
  const question = templates.plateContentTemplates.draw(random, slots, options);
  return [question, options.core ? withArticle(thing.name) : indefinite(namesOf(thing))];
};

const relation: Question = (picture, random, options) => {
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
        const unfit = unfitForOne(first.name);
        return [templates.relationTemplates.draw(random, slots, { ...options, unfit }), yes ? "yes" : "no"];
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

const everyKind = Object.keys(vqaKinds) as VqaKind[];
const kindsWithoutPlates: readonly VqaKind[] = ["presence", "count", "relation"];

/** A question by rule of one of these kinds; nothing is asked of names that the data may tell incompletely. */
function questionByRule(kinds: readonly VqaKind[], task: Task, ...[picture, random, options]: Parameters<Question>) {
  if (!picture.exhaustive) return undefined;
  const left = [...kinds];
  while (left.length > 0) {
    const [kind] = left.splice(random.weighted(left.map((name) => vqaKinds[name].weight)), 1);
    const found = vqaKinds[kind].ask(picture, random, options);
    if (found) return makeTurn(task, found[0], [found[1]]);
    // The stream of the shipped weights gave up here, and asked another task.
    if (options.core) return undefined;
  }
  return undefined;
}

const command: Task["command"] = { task: "vqa", elements: ["sentence"], units: [] };

/** Questions by rule of some kinds only. */
export function vqaTask(...kinds: VqaKind[]): Task {
  const task: Task = {
    name: "vqa",
    command,
    ask: (picture, random, options) => questionByRule(kinds, task, picture, random, options),
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
      return questionByRule(picture.plates ? everyKind : kindsWithoutPlates, vqa, picture, random, options);
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
