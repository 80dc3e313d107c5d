// What may be said of a picture's names: which are told completely, which are known to be absent.
import type { AnnotatedObject, AnnotatedPicture, ObjectName } from "../annotated.js";
import { pluralOf } from "../plural.js";
import { leftToRight } from "./turn.js";

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

/**
 * The groups that hold every object of their name: not those with a crowd, nor of a name outside `exhaustive` where
 * the data say what is in it.
 */
export function toldGroups({ objects, exhaustive }: AnnotatedPicture): AnnotatedObject[][] {
  const known = exhaustive && new Set(exhaustive.map(({ name }) => name));
  return groupsOf(objects).filter(
    (group) => (!known || known.has(group[0].name)) && !group.some((object) => object.crowd),
  );
}

/** Names that the picture is known not to show. */
export function absentFrom({ objects, exhaustive = [] }: AnnotatedPicture): ObjectName[] {
  const shown = new Set(objects.map((object) => object.name));
  return exhaustive.filter(({ name }) => !shown.has(name));
}

/** An object's name with its plural; data sets without plurals get the regular one. */
export function namesOf({ name, plural = pluralOf(name) }: AnnotatedObject): ObjectName {
  return { name, plural };
}
