// Small words: articles, lists, numbers, and how things are called in sentences.
import type { AnnotatedObject } from "./annotated.js";
import { namesOf } from "./tasks/labelled.js";

/** Number words; scenes hold at most seven objects. */
export const numberWords = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** "a dog", "an apple". */
export function withArticle(words: string): string {
  return `${/^[aeiou]/.test(words) && !words.startsWith("uni") ? "an" : "a"} ${words}`;
}

/** "a", "a and b", "a, b and c"; the last link may be another word. */
export function listOf(items: readonly string[], link = "and"): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${link} ${items.at(-1)}`;
}

/** How a sentence mentions all things of one name: "a dog on a red disc", "three cats". */
export function mention(group: readonly AnnotatedObject[]): string {
  const [first] = group;
  if (group.length > 1) return `${numberWords[group.length]} ${namesOf(first).plural}`;
  return first.plate
    ? `${withArticle(first.name)} on a ${first.plate.color} ${first.plate.shape}`
    : withArticle(first.name);
}

/** The one answer in words about things that are not there. */
export function absence(things: readonly string[]): string {
  return `There is no ${listOf(things, "and no")} in the picture.`;
}

/** The answer to any request about things in a picture that shows none. */
export const nothing = "There is nothing in the picture.";
