// Link-context learning (paper appendix A): unit words that the model was not trained on, told in the prompt.
import { TrpError } from "../errors.js";
import { findUnit, isUnitName, type Unit, unitWords } from "../units.js";

/**
 * New unit words, each with the unit whose decoder serves it, or null where none does and the word alone is the answer:
 * `{ landmark: "box", heat: null }`.
 */
export type NewUnits = Readonly<Record<string, string | null>>;

/** The sentence that announces new units; empty where there are none. */
export function newUnitsNotice(words: readonly string[]): string {
  return words.length === 0 ? "" : `You are performing a new task, the unit of the task is ${words.join(", ")}.\n`;
}

/**
 * The new words that hold once a turn's command has told its own: a word keeps its meaning to the end of a conversation.
 * @param command its `newUnits` must be among its `units`
 * @param language units that are known already
 * @throws TrpError naming the field: a word that is no single word, names a unit of the language, is not asked for,
 *   or meant something else before
 */
export function tellNewUnits(
  known: NewUnits,
  { units = [], newUnits = {} }: { units?: readonly string[]; newUnits?: NewUnits } = {},
  language: readonly Unit[] = unitWords,
): NewUnits {
  for (const [word, unit] of Object.entries(newUnits)) {
    const field = `command.newUnits.${word}`;
    if (!isUnitName(word)) throw new TrpError(`${field}: a unit must be one word of letters, digits, "-" or "_"`);
    if (findUnit(word, language)) throw new TrpError(`${field}: "${word}" is a unit already: choose another word`);
    if (!units.includes(word)) throw new TrpError(`${field}: command.units must ask for "${word}", too`);
    const before = Object.hasOwn(known, word) ? known[word] : unit;
    if (before !== unit) throw new TrpError(`${field}: stood for ${before} in an earlier turn, now for ${unit}`);
  }
  return { ...known, ...newUnits };
}

/** The units whose decoders get the states of a group with these unit words, each once. */
export function decodedUnits(words: readonly string[], newUnits: NewUnits): string[] {
  const units = words.map((word) => (Object.hasOwn(newUnits, word) ? newUnits[word] : word));
  return [...new Set(units)].filter((unit) => unit !== null);
}
