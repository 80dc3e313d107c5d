// What may be said of a picture's names: which are told completely, which are known to be absent.

import { boxArea } from "@refvlm/vision";
import type { AnnotatedObject, AnnotatedPicture, ObjectName } from "../sample/annotated.js";
import { pluralOf } from "./plural.js";

/** In which order lists go through a picture: the largest visible thing first, or from left to right. Ties by place. */
const listOrders = {
  size: ({ mask, box }) => -(mask?.area() ?? boxArea(box)),
  place: () => 0,
} satisfies Record<string, (object: AnnotatedObject) => number>;
export type ListOrder = keyof typeof listOrders;

/** Objects in the order of a list. */
export function inOrder<T extends AnnotatedObject>(objects: readonly T[], order: ListOrder): T[] {
  return objects
    .map((object) => ({ object, rank: listOrders[order](object) }))
    .sort((a, b) => a.rank - b.rank || byPlace(a.object, b.object))
    .map(({ object }) => object);
}

function byPlace({ box: a }: AnnotatedObject, { box: b }: AnnotatedObject): number {
  return a[0] + a[2] - b[0] - b[2] || a[1] + a[3] - b[1] - b[3];
}

/** Objects by the centre of their boxes, ties from the top: the reading order of sentences. */
export function leftToRight<T extends AnnotatedObject>(objects: readonly T[]): T[] {
  return inOrder(objects, "place");
}

/** The objects of each name, in the order in which the names first appear from left to right. */
export function groupsOf(objects: readonly AnnotatedObject[]): AnnotatedObject[][] {
  const groups = new Map<string, AnnotatedObject[]>();
  for (const object of leftToRight(objects)) {
    const group = groups.get(object.name);
    if (group) group.push(object);
    else groups.set(object.name, [object]);
  }
  return [...groups.values()];
}

/** Several tasks ask about one picture in turn. */
const told = new WeakMap<AnnotatedPicture, AnnotatedObject[][]>();
const nameSets = new WeakMap<readonly ObjectName[], ReadonlySet<string>>();

/** Whether a label of a name may have been lost: those whose name nobody knows may be of any. */
function losses({ lost = [] }: AnnotatedPicture): (name: string) => boolean {
  const names = new Set(lost.map(({ name }) => name));
  return names.has(undefined) ? () => true : (name) => names.has(name);
}

/**
 * The groups that hold every object of their name: not those with a crowd or without a name, nor of a name outside
 * `exhaustive` where the data say what is in it, nor of one of which a label was lost. A region of stuff is all that
 * there is of it.
 */
export function toldGroups(picture: AnnotatedPicture): readonly AnnotatedObject[][] {
  let groups = told.get(picture);
  if (!groups) {
    const names = picture.exhaustive && namesIn(picture.exhaustive);
    const mayLack = losses(picture);
    groups = groupsOf(picture.objects).filter(
      ([first, ...others]) =>
        !mayLack(first.name) &&
        (!names || names.has(first.name) || (first.stuff === true && others.length === 0)) &&
        ![first, ...others].some((object) => object.crowd || object.unnamed),
    );
    told.set(picture, groups);
  }
  return groups;
}

function namesIn(exhaustive: readonly ObjectName[]): ReadonlySet<string> {
  let names = nameSets.get(exhaustive);
  if (!names) {
    names = new Set(exhaustive.map(({ name }) => name));
    nameSets.set(exhaustive, names);
  }
  return names;
}

/** Things that are known to be the only ones of their names: "the dog" is then clear. From left to right. */
export function singles(picture: AnnotatedPicture): AnnotatedObject[] {
  if (!picture.exhaustive) return [];
  return toldGroups(picture)
    .filter((group) => group.length === 1 && !group[0].stuff)
    .map(([object]) => object);
}

/** Names that the picture is known not to show. */
export function absentFrom(picture: AnnotatedPicture): ObjectName[] {
  const { objects, exhaustive = [] } = picture;
  const shown = new Set(objects.map((object) => object.name));
  const mayLack = losses(picture);
  return exhaustive.filter(({ name }) => !shown.has(name) && !mayLack(name));
}

/** An object's name with its plural; data sets without plurals get the regular one, stuff has none. */
export function namesOf({ name, stuff, plural = stuff ? name : pluralOf(name) }: AnnotatedObject): ObjectName {
  return { name, plural };
}

/** Whether `objects` holds all that the files label: nothing was lost of them. */
export function isWhole({ lost = [] }: AnnotatedPicture): boolean {
  return lost.length === 0;
}
