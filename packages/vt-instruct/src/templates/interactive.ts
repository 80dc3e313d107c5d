// Questions that point at an object and ask for its box, mask, joints or two of them (IG). "$name" is "dog", "$a" is "a dog".
import type { PromptKind } from "@refvlm/vision";
import { unitWords, type WordedUnit } from "../language/unit-words.js";
import { Templates } from "./grammar.js";
import { pointed } from "./pointed.js";

/** Questions that leave it to the answer what the thing is, and questions that say it. */
export interface InteractiveTemplates {
  readonly unnamed: Templates;
  readonly named: Templates;
}

/** Wordings for one unit and prompts of one kind. */
export function interactiveTemplates(unit: WordedUnit, kind: PromptKind): InteractiveTemplates {
  const { mark, marks, noun, thing } = unitWords[unit];
  const at = pointed[kind];
  return {
    unnamed: new Templates([
      `${mark} ${thing} ${at}{|, please}.`,
      `{give me|i need|show me} the ${noun} of ${thing} ${at}.`,
      `{can|could} you ${mark} ${thing} ${at}?`,
      `look at ${thing} ${at} and ${marks}.`,
      `what is ${at}? ${marks}.`,
      `{name|tell me} what is ${at}, then ${marks}.`,
    ]),
    named: new Templates([
      `${mark} the $name ${at}{|, please}.`,
      `{give me|i need|show me} the ${noun} of the $name ${at}.`,
      `{can|could} you ${mark} the $name ${at}?`,
      `there is $a ${at}. ${marks}.`,
    ]),
  };
}
