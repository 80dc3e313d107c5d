// The visual units as the language knows them: a word, and how many references a group of it may have.

/** One visual unit. */
export interface Unit {
  /** The word inside `<Unit>…</Unit>`. */
  readonly name: string;
  /** `many`: a group may hold any number of references; `one`: exactly one. */
  readonly plurality: "one" | "many";
}

/** The units of DESIGN section 3. Whoever adds one hands its own list to what takes units. */
export const unitWords: readonly Unit[] = [
  { name: "box", plurality: "many" },
  { name: "mask", plurality: "many" },
  { name: "keypoint", plurality: "many" },
  { name: "depth", plurality: "one" },
  { name: "point", plurality: "many" },
];

/** Unit words are single words, so that `", "` and the plan's fixed texts always end them. */
const UNIT_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** Says whether a word can name a unit. */
export function isUnitName(name: string): boolean {
  return UNIT_NAME.test(name);
}

/** The unit of this name, if there is one. */
export function findUnit(name: string, among: readonly Unit[] = unitWords): Unit | undefined {
  return among.find((unit) => unit.name === name);
}
