// Which wordings do not agree with the names that fill them: a man is not "it", scissors are not "is", snow is not "are".

import { headOf, isPluralOnly, isUncounted, people } from "../language/plural.js";

/** Wordings that do not suit one thing with these words, as "$the", "$a" or "$name". */
export function unfitForOne(words: string): RegExp | undefined {
  if (isPluralOnly(words)) return /\b(?:is|does|it|its|where's)\b/;
  return people.has(headOf(words)) ? /\b(?:it|its)\b/ : undefined;
}

/** Wordings that do not suit all things of these names, as "$many", "$list" or "$names". */
export function unfitForAll(names: readonly string[]): RegExp | undefined {
  if (names.some(isUncounted)) return /\b(?:are|each|every one|them|their|these)\b/;
  return names.length === 1 ? /\bthese\b/ : undefined;
}

/** Wordings that do not suit things of which there may be none, as "any scissors" and "any snow". */
export function unfitForAny(name: string): RegExp | undefined {
  if (isPluralOnly(name)) return /\bis\b/;
  return isUncounted(name) ? /\bare\b/ : undefined;
}
