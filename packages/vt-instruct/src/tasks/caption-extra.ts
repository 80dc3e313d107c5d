// What a request for a grounded caption asks for besides: "mark the dogs, too."

import { namesIn } from "../language/caption-nouns.js";
import { absentFrom, namesOf, toldGroups } from "../language/labelled.js";
import { isPluralOnly, isUncounted } from "../language/plural.js";
import type { AskedUnit } from "../language/unit-words.js";
import { absence, counted } from "../language/wording.js";
import type { Random } from "../random.js";
import type { AnnotatedObject, AnnotatedPicture, GroundedCaption, ObjectName } from "../sample/annotated.js";
import { drawAbsent } from "./absent-name.js";
import type { AskOptions } from "./ask-options.js";
import { isTarget } from "./grounding-unit.js";
import { grounded, type Piece } from "./turn.js";

/** A name that a caption does not mention, with all its objects. */
export interface Extra extends ObjectName {
  readonly objects: readonly AnnotatedObject[];
}

/** At times such a name: as often there as not, or the question would tell the answer. */
export function drawExtra(
  picture: AnnotatedPicture,
  { text, spans }: GroundedCaption,
  unit: AskedUnit,
  random: Random,
  options: AskOptions,
): Extra | undefined {
  const { absentRate } = options;
  const draw = random.next();
  if (draw >= 2 * absentRate) return undefined;
  const mentioned = namesIn(text, picture);
  for (const { objects } of spans) for (const i of objects) mentioned.add(picture.objects[i].name);
  if (draw < absentRate) {
    const among = absentFrom(picture).filter(({ name }) => !mentioned.has(name));
    const absent = drawAbsent(picture, random, options, { among });
    return absent && { ...absent, objects: [] };
  }
  // Of stuff nobody knows the number: "there is a building" may be wrong.
  const left = toldGroups(picture).filter(
    ([first, ...others]) =>
      !mentioned.has(first.name) && !first.stuff && [first, ...others].every((object) => isTarget(object, unit)),
  );
  if (left.length === 0) return undefined;
  const objects = random.pick(left);
  return { ...namesOf(objects[0]), objects };
}

/** The caption's pieces, then what there is of the extra name. */
export function withExtra(pieces: readonly Piece[], { objects, ...names }: Extra, unit: AskedUnit): Piece[] {
  const last = pieces.at(-1);
  const space = typeof last === "string" && /[.!?]\s*$/.test(last) ? " " : ". ";
  if (objects.length === 0) return [...pieces, space, absence([names.name])];
  const { name } = names;
  const are = isPluralOnly(name) || (objects.length > 1 && !isUncounted(name));
  const opening = `${space}There ${are ? "are" : "is"} `;
  return [...pieces, opening, grounded(counted(names, objects.length), unit, objects), "."];
}
