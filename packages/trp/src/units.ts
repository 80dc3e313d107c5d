// The registry of visual units on this floor: a unit's name and how many instances a reference group may have.

/** A visual unit as the language knows it. */
export interface Unit {
  /** The word inside `<Unit>…</Unit>`. */
  name: string;
  /** `many`: a group may hold any number of references; `one`: exactly one. */
  plurality: "one" | "many";
}

const registry = new Map<string, Unit>();

/** Unit words are single words, so that `", "` and the plan's fixed texts always end them. */
const UNIT_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** Says whether a word can name a unit. */
export function isUnitName(name: string): boolean {
  return UNIT_NAME.test(name);
}

/**
 * Adds a unit, e.g. a new one introduced by link-context learning (paper appendix A).
 * @throws Error when the name is not a single word or is taken by a unit of another plurality
 */
export function registerUnit(unit: Unit): Unit {
  if (!isUnitName(unit.name)) {
    throw new Error(`unit name ${JSON.stringify(unit.name)} must be one word of letters, digits, "-" or "_"`);
  }
  const known = registry.get(unit.name);
  if (known && known.plurality !== unit.plurality) {
    throw new Error(`unit "${unit.name}" is registered already with plurality "${known.plurality}"`);
  }
  registry.set(unit.name, unit);
  return unit;
}

/** The registered unit of this name, if any. */
export function findUnit(name: string): Unit | undefined {
  return registry.get(name);
}

/** All registered units in the order of registration. */
export function unitNames(): string[] {
  return [...registry.keys()];
}

for (const name of ["box", "mask", "keypoint", "point"]) registerUnit({ name, plurality: "many" });
registerUnit({ name: "depth", plurality: "one" });
