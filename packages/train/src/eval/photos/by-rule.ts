// What a detector's list alone answers, by a rule for each kind of question: the floor under a network that was built on it.
import { boxArea, boxIou, Mask, type UnitName, type UnitValues } from "@refvlm/vision";
import { holds, type Relation } from "@refvlm/vt-instruct";
import type { QuestionKind } from "../kinds.js";
import type { PhotoQuestion } from "./photo-questions.js";
import { believed, type Listed, ofName } from "./proposal-list.js";
import type { Way } from "./question-file.js";

/** Things that a rule gives, each with the phrase that means it; or words alone. */
export interface RuleAnswer {
  readonly text: string;
  readonly things: readonly (Listed & { readonly phrase: string; readonly unit: UnitName } & Partial<UnitValues>)[];
}

type Rule = (list: readonly Listed[], question: PhotoQuestion) => RuleAnswer;

const inWords = (text: string): RuleAnswer => ({ text, things: [] });
const denied = (name: string) => inWords(`There is no ${name} in the picture.`);
const found = (things: readonly Listed[], phrase?: string): RuleAnswer => ({
  text: things.map(({ name }) => phrase ?? name).join(", "),
  things: things.map((thing) => ({ ...thing, phrase: phrase ?? thing.name, unit: "box" })),
});

const centre = ({ box }: Listed, axis: 0 | 1) => (box[axis] + box[axis + 2]) / 2;

/** What is largest for the thing that a word chooses. */
const measures: Readonly<Record<Way, (thing: Listed) => number>> = {
  leftmost: (thing) => -centre(thing, 0),
  rightmost: (thing) => centre(thing, 0),
  topmost: (thing) => -centre(thing, 1),
  bottommost: (thing) => centre(thing, 1),
  largest: ({ box }) => boxArea(box),
  smallest: ({ box }) => -boxArea(box),
};

/** The surest thing of the name, or all sure ones. */
const theOne: Rule = (list, { asks: { names, called, many } }) => {
  const asked = many ? ofName(list, names[0], believed.listed) : ofName(list, names[0], believed.asked).slice(0, 1);
  return asked.length > 0 ? found(asked, called) : denied(called ?? names[0]);
};

const theChosen: Rule = (list, { asks: { names, way, relation }, picture }) => {
  const [name, other] = names;
  const [best] = ofName(list, name, 0);
  const likely = ofName(list, name, believed.compared);
  const candidates = likely.length > 0 ? likely : best ? [best] : [];
  const [anchor] = relation ? ofName(list, other, 0) : [];
  const side = Math.min(picture.width, picture.height);
  const measure = way
    ? measures[way]
    : anchor && relation
      ? nearest(anchor, relation, side)
      : ({ score }: Listed) => score;
  const [chosen] = candidates.sort((a, b) => measure(b) - measure(a));
  return chosen ? found([chosen]) : denied(name);
};

/** Things for which the relation holds before all others, the nearest of them first. */
const nearest = (anchor: Listed, relation: Relation, side: number) => (thing: Listed) => {
  const away = Math.hypot(centre(thing, 0) - centre(anchor, 0), centre(thing, 1) - centre(anchor, 1));
  return (holds(relation, thing.box, anchor.box, side) === true ? 0 : -1e6) - away;
};

const relation: Rule = (list, { asks: { names, relation }, picture }) => {
  const [first, second] = names.map((name) => ofName(list, name, 0)[0]);
  if (!first || !second || !relation) return inWords("no");
  const axis = relation === "left of" || relation === "right of" ? 0 : 1;
  const before = relation === "left of" || relation === "above";
  const holdsClearly = holds(relation, first.box, second.box, Math.min(picture.width, picture.height));
  const isBefore = centre(first, axis) < centre(second, axis);
  return inWords((holdsClearly ?? isBefore === before) ? "yes" : "no");
};

const counts = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const count: Rule = (list, { asks: { names } }) => {
  const { length } = ofName(list, names[0], believed.listed);
  return inWords(counts[length] ?? String(length));
};

/** The thing's box as its mask: what a mask decoder has to improve on. */
const filled: Rule = (list, question) => {
  const { things, text } = theOne(list, question);
  const { width, height } = question.picture;
  return {
    text,
    things: things.map((each) => ({ ...each, unit: "mask", mask: Mask.fromBox(each.box, width, height) })),
  };
};

const filledPrompt: Rule = (list, question) => {
  const [prompt] = question.turn.prompts ?? [];
  if (prompt?.kind !== "box") return inWords("");
  const { width, height } = question.picture;
  const name = named(list, question) ?? "thing";
  const mask = Mask.fromBox(prompt.box, width, height);
  return { text: name, things: [{ box: prompt.box, name, score: 1, phrase: name, unit: "mask", mask }] };
};

/** The name of what a prompt shows: of the box most like it, or of the smallest one around its point. */
function named(list: readonly Listed[], { turn }: PhotoQuestion): string | undefined {
  const [prompt] = turn.prompts ?? [];
  const fit = ({ box, score }: Listed) => {
    if (prompt?.kind === "box") return boxIou(box, prompt.box);
    if (prompt?.kind !== "point") return 0;
    const [[x, y]] = prompt.points;
    const around = x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
    return around && score >= believed.asked ? 1 / boxArea(box) : 0;
  };
  return [...list].sort((a, b) => fit(b) - fit(a) || b.score - a.score)[0]?.name;
}

/** By kind of question; what has no rule here is not answered. */
export const rules: Partial<Record<QuestionKind, Rule>> = {
  rec: theOne,
  "rec-absent": theOne,
  "rec-word": theOne,
  "rec-color": theOne,
  "rec-place": theChosen,
  fovd: (list) => found(list.filter(({ score }) => score >= believed.listed)),
  ovd: (list, { asks: { names } }) => {
    const all = names.flatMap((name) => ofName(list, name, believed.listed));
    return all.length > 0 ? found(all) : denied(names[0]);
  },
  "vqa-presence": (list, { asks: { names } }) =>
    inWords(ofName(list, names[0], believed.present).length > 0 ? "yes" : "no"),
  "vqa-count": count,
  "vqa-relation": relation,
  res: filled,
  "ig-mask-box": filledPrompt,
  "reg-box": (list, question) => inWords(named(list, question) ?? ""),
  "reg-point": (list, question) => inWords(named(list, question) ?? ""),
};
