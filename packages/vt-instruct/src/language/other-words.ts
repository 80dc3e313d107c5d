// Questions in the words that people use: "Is there a sofa?" of what the data call a couch.
import type { AnnotatedPicture } from "../sample/annotated.js";
import { synonyms } from "./everyday-words.js";
import { pluralOf } from "./plural.js";
import { withArticle } from "./wording.js";

/** Everyday words for a name in this picture: those that fit every such thing, and those that captions agree on. */
function wordsIn({ objects }: AnnotatedPicture, name: string): string[] {
  const heads = objects.filter((object) => object.name === name).flatMap(({ called }) => called ?? []);
  return [...new Set([...(synonyms[name] ?? []), ...heads.map(({ head }) => head)])].filter((word) => word !== name);
}

/**
 * The same question with an everyday word for each name that it says; names without one stay.
 * @param choose one of the words
 */
export function inOtherWords(
  question: string,
  picture: AnnotatedPicture,
  choose: (words: readonly string[]) => string,
): string {
  let text = question;
  for (const { name, plural } of picture.exhaustive ?? []) {
    const words = wordsIn(picture, name);
    if (words.length === 0 || !new RegExp(`\\b(${name}|${plural})\\b`, "i").test(text)) continue;
    const word = choose(words);
    text = text
      .replace(new RegExp(`\\ban? ${name}\\b`, "g"), withArticle(word))
      .replace(new RegExp(`\\b${plural}\\b`, "g"), pluralOf(word))
      .replace(new RegExp(`\\b${name}\\b`, "g"), word);
  }
  return text;
}
