// Small words: articles, lists, numbers, and how things are called in sentences.
import type { AnnotatedObject, Attribute, ObjectName } from "../sample/annotated.js";
import { namesOf } from "./labelled.js";
import { isCounted, isPluralOnly, isUncounted } from "./plural.js";

const numberWords = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** "two"; digits beyond ten. */
export function numberWord(count: number): string {
  return numberWords[count] ?? String(count);
}

/** "a dog", "an apple". */
export function withArticle(words: string): string {
  return `${/^[aeiou]/.test(words) && !words.startsWith("uni") ? "an" : "a"} ${words}`;
}

/** "a dog", "a sheep", but "scissors" and "snow". */
export function indefinite(names: ObjectName): string {
  return isCounted(names) ? withArticle(names.name) : names.name;
}

/** "a dog", "two dogs", and "broccoli" of any number. */
export function counted(names: ObjectName, count: number): string {
  return count === 1 || isUncounted(names.name) ? indefinite(names) : `${numberWord(count)} ${names.plural}`;
}

/** "the dog"; words that point already stay as they are: "the dog", "his dog", "two dogs". */
export function definite(words: string): string {
  return pointing.test(words) ? words[0].toLowerCase() + words.slice(1) : `the ${words}`;
}

const pointing =
  /^(?:the|an?|this|that|these|those|his|her|its|their|my|our|your|both|all|one|two|three|four|five|some|who|what|which|whoever)\b/i;

/** A sentence from words: a capital first, a full stop last. */
export function sentence(words: string): string {
  return `${words[0].toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? "" : "."}`;
}

/** "a", "a and b", "a, b and c"; the last link may be other words. */
export function listOf(items: readonly string[], link = "and"): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${link} ${items.at(-1)}`;
}

/** How a sentence mentions all things of one name: "a dog on a red disc", "three cats". */
export function mention(group: readonly AnnotatedObject[]): string {
  const [{ name, attribute }] = group;
  if (group.length > 1) return `${numberWord(group.length)} ${namesOf(group[0]).plural}`;
  return attribute ? `${withArticle(name)} ${withAttribute(attribute)}` : withArticle(name);
}

/** "on a red disc", "in an orange shirt" */
export function withAttribute({ link, noun, color }: Attribute): string {
  return `${link} ${withArticle(`${color} ${noun}`)}`;
}

/** The one answer in words about things that are not there. */
export function absence(things: readonly string[]): string {
  const none = listOf(things.map((thing) => `no ${thing}`));
  return `There ${isPluralOnly(things[0]) ? "are" : "is"} ${none} in the picture.`;
}

/** The answer to any request about things in a picture that shows none. */
export const nothing = "There is nothing in the picture.";
