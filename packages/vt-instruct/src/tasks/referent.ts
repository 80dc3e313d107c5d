// What a question may be about: objects with words that mean them and nothing else, and things that are not there.

import { pickExpression } from "../language/expressions.js";
import { namesOf, singles } from "../language/labelled.js";
import { holds, oppositeOf, relations } from "../language/relations.js";
import { counted, definite, withAttribute } from "../language/wording.js";
import type { Random } from "../random.js";
import type { AnnotatedObject, AnnotatedPicture, AttributeKind, ReferringExpression } from "../sample/annotated.js";
import { drawAbsent } from "./absent-name.js";
import type { AskOptions } from "./ask-options.js";
import { oneOf } from "./turn.js";

/** Objects with the words of a question for them. */
export interface Referent {
  /** "the small dog left of the tree" */
  readonly the: string;
  /** The concept itself, as answers write it: "dog". */
  readonly phrase: string;
  readonly objects: readonly AnnotatedObject[];
}

/** Objects that are all `usable`, in words of the data set where it has any, else in words by rule. */
export function pickReferent(
  picture: AnnotatedPicture,
  random: Random,
  usable: (object: AnnotatedObject) => boolean,
): Referent | undefined {
  const { expressions = [], objects } = picture;
  const published = expressions.filter(
    (expression) => expression.objects.length > 0 && expression.objects.every((i) => usable(objects[i])),
  );
  if (published.length > 0) return publishedReferent(oneOf(random, published), objects);
  for (const target of random.shuffle(objects)) {
    const expression = usable(target) ? pickExpression(random, picture, target) : undefined;
    if (expression) return { the: `the ${expression.words}`, phrase: expression.head, objects: [target] };
  }
  return undefined;
}

function publishedReferent(expression: ReferringExpression, all: readonly AnnotatedObject[]): Referent {
  const words = bare(expression.text);
  const objects = expression.objects.map((i) => all[i]);
  const names = namesOf(objects[0]);
  const alike = objects.every((object) => object.name === names.name);
  const phrase = !alike ? words : objects.length === 1 ? names.name : counted(names, objects.length);
  return { the: definite(words), phrase, objects };
}

/** Published words without the blanks and full stops around them. */
function bare(words: string): string {
  return words.trim().replace(/[.\s]+$/, "");
}

/** Something that the picture does not show: in the words of a question, and after "There is no". */
export interface Absent {
  readonly the: string;
  readonly words: string;
}

/** Share of absent things whose name is there, only not as the question has it. */
const wrongPremiseRate = 0.3;

/** A thing that is not there; undefined where nothing is known to be absent. */
export function pickAbsent(picture: AnnotatedPicture, random: Random, options: AskOptions): Absent | undefined {
  const { objects, expressions = [] } = picture;
  const published = expressions.filter((expression) => expression.objects.length === 0);
  if (published.length > 0) {
    const words = bare(oneOf(random, published).text);
    return { the: definite(words), words: words.replace(/^(?:the|an?) /i, "") };
  }
  if (objects.length > 0 && random.chance(wrongPremiseRate)) {
    const premise = picture.attributes
      ? wrongAttribute(picture, picture.attributes, random)
      : wrongRelation(picture, random);
    if (premise) return premise;
  }
  const absent = drawAbsent(picture, random, options);
  return absent && { the: `the ${absent.name}`, words: absent.name };
}

/** A name that is there with an attribute of a colour that none of its objects has: on another disc, in another shirt. */
function wrongAttribute(
  { objects }: AnnotatedPicture,
  kinds: readonly AttributeKind[],
  random: Random,
): Absent | undefined {
  const { name, attribute } = random.pick(objects);
  // Who wears a shirt is not asked for on a disc.
  const { link, noun, colors } = random.pick(kinds.filter((kind) => kind.link === (attribute?.link ?? "on")));
  const shown = new Set(objects.map((object) => object.name === name && object.attribute?.color));
  const missing = colors.filter((each) => !shown.has(each));
  if (missing.length === 0) return undefined;
  const color = random.pick(missing);
  return {
    the: `the ${name} ${link} the ${color} ${noun}`,
    words: `${name} ${withAttribute({ link, noun, color })}`,
  };
}

/** A thing that is there once, on the side of another where it is not. */
function wrongRelation(picture: AnnotatedPicture, random: Random): Absent | undefined {
  const side = Math.min(picture.width, picture.height);
  const things = random.shuffle(singles(picture));
  const ways = random.shuffle(relations);
  for (const first of things)
    for (const second of things)
      for (const relation of ways) {
        const opposite = oppositeOf(relation);
        if (first === second || !opposite || holds(opposite, first.box, second.box, side) !== true) continue;
        const words = `${first.name} ${relation} the ${second.name}`;
        return { the: `the ${words}`, words };
      }
  return undefined;
}
