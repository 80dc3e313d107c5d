// What a request for a grounded caption asks for besides: "mark the dogs, too."
import type { AnnotatedObject, AnnotatedPicture, GroundedCaption, ObjectName } from "../annotated.js";
import type { Random } from "../random.js";
import { absence, counted } from "../wording.js";
import { absentFrom, isTarget, namesOf, toldGroups } from "./labelled.js";
import type { AskOptions, GroundingUnit } from "./task.js";
import { grounded, type Piece } from "./turn.js";

/** A name that a caption leaves out, with all its objects. */
export interface Extra extends ObjectName {
  readonly objects: readonly AnnotatedObject[];
}

/** At times such a name: as often there as not, or the question would tell the answer. */
export function drawExtra(
  picture: AnnotatedPicture,
  { spans }: GroundedCaption,
  unit: GroundingUnit,
  random: Random,
  { absentRate }: AskOptions,
): Extra | undefined {
  const draw = random.next();
  if (draw < absentRate) {
    const absent = absentFrom(picture);
    return absent.length > 0 ? { ...random.pick(absent), objects: [] } : undefined;
  }
  if (draw >= 2 * absentRate) return undefined;
  const mentioned = new Set(spans.flatMap(({ objects }) => objects.map((i) => picture.objects[i].name)));
  const left = toldGroups(picture).filter(
    (group) => !mentioned.has(group[0].name) && group.every((object) => isTarget(object, unit)),
  );
  if (left.length === 0) return undefined;
  const objects = random.pick(left);
  return { ...namesOf(objects[0]), objects };
}

/** The caption's pieces, then what there is of the extra name. */
export function withExtra(pieces: readonly Piece[], { objects, ...names }: Extra, unit: GroundingUnit): Piece[] {
  const last = pieces.at(-1);
  const space = typeof last === "string" && /[.!?]\s*$/.test(last) ? " " : ". ";
  if (objects.length === 0) return [...pieces, space, absence([names.name])];
  const opening = `${space}There ${objects.length > 1 ? "are" : "is"} `;
  return [...pieces, opening, grounded(counted(names, objects.length), unit, objects), "."];
}
