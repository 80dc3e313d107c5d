// VQA: questions of the data set, or by rule ones that a word answers, balanced between yes and no.

import { namesOf, singles, toldGroups } from "../language/labelled.js";
import { isCounted } from "../language/plural.js";
import { indefinite, withArticle } from "../language/wording.js";
import { kindsFor, pointAt } from "../pointing/pointing.js";
import type { Random } from "../random.js";
import type { AnnotatedObject, AnnotatedPicture, AnnotatedQuestion } from "../sample/annotated.js";
import { unfitForAny, unfitForOne } from "../templates/agreement.js";
import * as templates from "../templates/vqa.js";
import { drawAbsent } from "./absent-name.js";
import { type VqaKind, vqaKindNames } from "./ask-options.js";
import { count } from "./count.js";
import { inForm } from "./numeric.js";
import { openQuestions, publishedThread, publishedTurn } from "./published.js";
import { relation } from "./relation.js";
import { drawYes, type RuleQuestion, yesOrNo } from "./rule-question.js";
import type { Task } from "./task.js";
import { makeTurn, oneOf, type Piece } from "./turn.js";

const presence: RuleQuestion = (picture, random, options) => {
  const yes = drawYes(random, options);
  const shown = yes ? toldGroups(picture).map(([first]) => namesOf(first)) : [];
  const names = yes ? shown.length > 0 && random.pick(shown) : drawAbsent(picture, random, options);
  if (!names) return undefined;
  const { name, plural } = names;
  const slots = { a: isCounted(names) ? withArticle(name) : `any ${name}`, many: plural };
  const question = templates.presenceTemplates.draw(random, slots, unfitForAny(name));
  return { question, answer: [yesOrNo(yes)] };
};

/** What an object stands on, where the picture tells it. */
const plateOf = ({ attribute }: AnnotatedObject) => (attribute?.link === "on" ? attribute : undefined);

const plateColor: RuleQuestion = (picture, random) => {
  const things = singles(picture).filter(plateOf);
  if (things.length === 0) return undefined;
  const thing = random.pick(things);
  const { noun, color } = plateOf(thing)!;
  const slots = { the: `the ${thing.name}`, shape: noun };
  const question = templates.plateColorTemplates.draw(random, slots, unfitForOne(thing.name));
  return { question, answer: [color] };
};

const plateContent: RuleQuestion = (picture, random) => {
  const things = picture.objects.filter(plateOf);
  const colorOf = (thing: AnnotatedObject) => plateOf(thing)!.color;
  const clear = things.filter((thing) => things.filter((other) => colorOf(other) === colorOf(thing)).length === 1);
  if (clear.length === 0) return undefined;
  const thing = random.pick(clear);
  const slots = { plate: `${colorOf(thing)} ${plateOf(thing)!.noun}` };
  return { question: templates.plateContentTemplates.draw(random, slots), answer: [indefinite(namesOf(thing))] };
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

const pointedName: RuleQuestion = (picture, random) => {
  const pointed = pointedThing(picture, random);
  if (!pointed) return undefined;
  const { names, prompts } = pointed;
  return { question: { text: templates.pointedNameTemplates.draw(random), prompts }, answer: [indefinite(names)] };
};

const pointedPresence: RuleQuestion = (picture, random, options) => {
  const yes = drawYes(random, options);
  const pointed = pointedThing(picture, random);
  if (!pointed) return undefined;
  const names = yes ? pointed.names : drawAbsent(picture, random, options, { like: pointed.names.name });
  if (!names) return undefined;
  const slots = { a: indefinite(names) };
  const text = templates.pointedPresenceTemplates.draw(random, slots, unfitForOne(names.name));
  return { question: { text, prompts: pointed.prompts }, answer: [yesOrNo(yes)] };
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
} satisfies Record<VqaKind, { ask: RuleQuestion; weight: number }>;

const kindsWithoutPlates: readonly VqaKind[] = ["presence", "count", "relation", "pointed-name", "pointed-presence"];

const command: Task["command"] = { task: "vqa", elements: ["sentence"], units: [] };
const pointing: Task["command"] = { task: "vqa", elements: ["phrase", "sentence", "unit"], units: ["box"] };

/** A question by rule of one of these kinds; nothing is asked of names that the data may tell incompletely. */
function questionByRule(kinds: readonly VqaKind[], ...[picture, random, options]: Parameters<RuleQuestion>) {
  if (!picture.exhaustive) return undefined;
  const weightOf = (kind: VqaKind) => options.vqaKinds?.[kind] ?? vqaKinds[kind].weight;
  const left = kinds.filter((kind) => weightOf(kind) > 0);
  while (left.length > 0) {
    const [kind] = left.splice(random.weighted(left.map(weightOf)), 1);
    const found = vqaKinds[kind].ask(picture, random, options);
    if (!found) continue;
    const turn = makeTurn({ name: "vqa", command: found.points ? pointing : command }, found.question, found.answer);
    return inForm(turn, picture, options);
  }
  return undefined;
}

/** Questions by rule of some kinds only. */
export function vqaTask(...kinds: VqaKind[]): Task {
  return { name: "vqa", command, ask: (...asked) => questionByRule(kinds, ...asked) };
}

/** Visual question answering: the data set's own questions where it has any, else questions by rule. */
export const vqa: Task = {
  name: "vqa",
  command,
  ask(picture, random, options) {
    const published = openQuestions(picture);
    if (published.length === 0)
      return questionByRule(picture.attributes ? vqaKindNames : kindsWithoutPlates, picture, random, options);
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
