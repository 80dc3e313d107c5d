// What a question may ask of an object in each unit, and what it means there.
import { type AskedUnit, type ObjectUnit, partsOf } from "../language/unit-words.js";
import { innerPoint } from "../pointing/inner-point.js";
import type { AnnotatedObject } from "../sample/annotated.js";
import type { Target } from "../sample/sample.js";

interface GroundingUnit {
  /** Whether it is known of the object. */
  isKnown(object: AnnotatedObject): boolean;
  /** Whether it suits a region without a number: nobody boxes the sky. */
  readonly suitsStuff: boolean;
  /** What it adds to all that is known of the object. */
  derive?(object: AnnotatedObject): Target;
}

const units: Readonly<Record<ObjectUnit, GroundingUnit>> = {
  box: { isKnown: () => true, suitsStuff: false },
  mask: { isKnown: ({ mask }) => mask !== undefined, suitsStuff: true },
  keypoint: { isKnown: ({ keypoint }) => keypoint !== undefined, suitsStuff: false },
  point: {
    isKnown: ({ mask, stuff }) => mask !== undefined || !stuff,
    suitsStuff: true,
    derive: ({ box, mask }) => ({ point: innerPoint(box, mask) }),
  },
};

/** Whether a caption may ground this object in the unit, all of a composite one: crowds are no targets. */
export function canTell(object: AnnotatedObject, unit: AskedUnit): boolean {
  return !object.crowd && partsOf(unit).every((part) => units[part].isKnown(object));
}

/** Whether a list of everything holds this object in the unit. */
export function isWanted({ stuff }: AnnotatedObject, unit: AskedUnit): boolean {
  return !stuff || partsOf(unit).every((part) => units[part].suitsStuff);
}

/** Whether a question may want this unit of an object; what has no name cannot be the answer. */
export function isTarget(object: AnnotatedObject, unit: AskedUnit): boolean {
  return canTell(object, unit) && !object.unnamed && isWanted(object, unit);
}

/**
 * Whether a task with this unit may ask about what is not there: only of a picture that it could ask about what is, or
 * of an empty one. Where masks are known of one picture in ten, nearly every question about masks would else be denied.
 */
export function mayBeDenied({ objects }: { readonly objects: readonly AnnotatedObject[] }, unit: AskedUnit): boolean {
  return objects.length === 0 || objects.some((object) => isTarget(object, unit));
}

/** All that is known of an object, for a reference in this unit. */
export function targetIn(object: AnnotatedObject, unit: AskedUnit): Target {
  return Object.assign(targetOf(object), ...partsOf(unit).map((part) => units[part].derive?.(object)));
}

/** All that is known of an object. */
export function targetOf({ box, mask, keypoint }: AnnotatedObject): Target {
  return { box, ...(mask && { mask }), ...(keypoint && { keypoint }) };
}
