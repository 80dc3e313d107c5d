// Referring expressions by rule: words that fit exactly one object of a picture, with clear margins.
import { boxArea } from "@refvlm/vision";
import type { Random } from "../random.js";
import type { AnnotatedObject, AnnotatedPicture } from "../sample/annotated.js";
import { singles, toldGroups } from "./labelled.js";
import { holds, relations } from "./relations.js";

/** How an expression singles its object out. */
export type ExpressionKind = "name" | "called" | "attribute" | "size" | "place" | "rank" | "relation";

/** Words to put "the" before, e.g. `"small dog"`, and the head noun that answers use as their phrase: `"dog"`. */
export interface Expression {
  readonly kind: ExpressionKind;
  readonly words: string;
  readonly head: string;
}

/** A size word needs this ratio of lengths to every other object of the name. */
const sizeGap = 1.5;

/** A place word needs this distance to the next object of the name, as a share of the picture's shorter side. */
const placeGap = 0.08;

const places = [
  { words: ["leftmost $", "$ furthest to the left", "$ on the far left"], axis: 0, sign: 1 },
  { words: ["rightmost $", "$ furthest to the right", "$ on the far right"], axis: 0, sign: -1 },
  { words: ["topmost $", "highest $", "$ nearest to the top"], axis: 1, sign: 1 },
  { words: ["bottommost $", "lowest $", "$ nearest to the bottom"], axis: 1, sign: -1 },
] as const;

/** Of two things of a name, the one on each side. */
const sides = [
  { words: ["left $", "$ on the left"], axis: 0, sign: 1 },
  { words: ["right $", "$ on the right"], axis: 0, sign: -1 },
  { words: ["upper $", "top $"], axis: 1, sign: 1 },
  { words: ["lower $", "bottom $"], axis: 1, sign: -1 },
] as const;

/** Of three or more, those behind the first one from each end. */
const ends = [
  { from: "from the left", axis: 0, sign: 1 },
  { from: "from the right", axis: 0, sign: -1 },
  { from: "from the top", axis: 1, sign: 1 },
  { from: "from the bottom", axis: 1, sign: -1 },
] as const;
const ordinals: Readonly<Record<number, string>> = { 1: "second", 2: "third" };

/** A box alone allows to say "the largest", as the picture shows it; "the large" needs the thing's own size. */
const sizes = [
  { words: ["largest $", "biggest $"], ownSize: ["large $", "big $"], sign: 1 },
  { words: ["smallest $"], ownSize: ["small $", "little $"], sign: -1 },
] as const;

/**
 * All ways to single out `target`, in a fixed order. Empty where only pointing would help, or where the data do not
 * say that they tell every object of its name.
 */
export function expressionsFor(picture: AnnotatedPicture, target: AnnotatedObject): Expression[] {
  const head = target.name;
  const known = new Set(picture.exhaustive ? toldGroups(picture).flat() : []);
  if (!known.has(target)) return [];
  const side = Math.min(picture.width, picture.height);
  const rivals = picture.objects.filter((object) => object !== target && object.name === head);
  const found: Expression[] = [];
  const add = (kind: ExpressionKind, words: string) => found.push({ kind, words, head });
  const addAll = (kind: ExpressionKind, words: readonly string[]) => {
    for (const pattern of words) add(kind, pattern.replace("$", head));
  };

  if (rivals.length === 0) {
    add("name", head);
    found.push(...(target.called ?? []).map((called) => ({ kind: "called" as const, ...called })));
  }
  // The grass is left of nothing.
  if (target.stuff) return found;
  const { attribute } = target;
  if (attribute && rivals.every((rival) => rival.attribute?.color !== attribute.color))
    add("attribute", `${head} ${attribute.link} the ${attribute.color} ${attribute.noun}`);
  if (rivals.length > 0) {
    for (const { words, ownSize, sign } of sizes)
      if (rivals.every((rival) => sign * Math.log(lengthOf(target) / lengthOf(rival)) >= Math.log(sizeGap)))
        addAll("size", target.size === undefined ? words : [...words, ...ownSize]);
    const rankFrom = (end: Direction) => rankOf(target, rivals, end, placeGap * side);
    for (const place of places) if (rankFrom(place) === 0) addAll("place", place.words);
    if (rivals.length === 1) for (const place of sides) if (rankFrom(place) === 0) addAll("place", place.words);
    if (rivals.length > 1)
      for (const { from, ...end } of ends) {
        const ordinal = ordinals[rankFrom(end) ?? 0];
        if (ordinal) addAll("rank", [`${ordinal} $ ${from}`, `$ that is ${ordinal} ${from}`]);
      }
    // Of three in a row, not of three in a column.
    if (rivals.length > 1 && 2 * (rankFrom(ends[0]) ?? 0) === rivals.length)
      addAll("rank", ["middle $", "$ in the middle"]);
  }
  const anchors = new Set(singles(picture));
  for (const anchor of picture.objects) {
    if (!anchors.has(anchor) || anchor === target) continue;
    for (const relation of relations) {
      if (holds(relation, target.box, anchor.box, side) !== true) continue;
      if (rivals.some((rival) => holds(relation, rival.box, anchor.box, side) !== false)) continue;
      add("relation", `${head} ${relation} the ${anchor.name}`);
    }
  }
  return found;
}

interface Direction {
  readonly axis: 0 | 1;
  /** -1 from the far end. */
  readonly sign: 1 | -1;
}

/** How many rivals come before the target from one end; undefined where one of them is nearly level with it. */
function rankOf(
  target: AnnotatedObject,
  rivals: readonly AnnotatedObject[],
  { axis, sign }: Direction,
  gap: number,
): number | undefined {
  const behind = rivals.map(({ box }) => sign * (box[axis] + box[axis + 2] - target.box[axis] - target.box[axis + 2]));
  if (behind.some((by) => Math.abs(by) < 2 * gap)) return undefined;
  return behind.filter((by) => by < 0).length;
}

/** Length of a thing in pixels: its own where it is known, else the mean side of its box. */
function lengthOf({ size, box }: AnnotatedObject): number {
  return size ?? Math.sqrt(boxArea(box));
}

/** How often each kind is used where it is possible: mostly the shortest words that do. */
const kindWeights: Record<ExpressionKind, number> = {
  name: 6,
  called: 3,
  attribute: 2,
  size: 2,
  place: 2,
  rank: 1.5,
  relation: 1.5,
};

/** One expression for the object: first a kind by weight, then one of its wordings. Undefined where there is none. */
export function pickExpression(
  random: Random,
  picture: AnnotatedPicture,
  target: AnnotatedObject,
): Expression | undefined {
  const all = expressionsFor(picture, target);
  const kinds = [...new Set(all.map((expression) => expression.kind))];
  if (kinds.length === 0) return undefined;
  const kind = kinds[random.weighted(kinds.map((name) => kindWeights[name]))];
  return random.pick(all.filter((expression) => expression.kind === kind));
}
