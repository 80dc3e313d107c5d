// Requests for a description in words, and for one whose phrases are grounded with boxes or masks (GCG).
import type { PromptKind } from "@refvlm/vision";
import { unitWords, type WordedUnit } from "../language/unit-words.js";
import { Templates } from "./grammar.js";
import { pointed } from "./pointed.js";

export const captionTemplates = new Templates([
  "describe {the|this} {picture|image|scene}{| in one sentence| briefly| in words| for me| please}.",
  "what does {the|this} {picture|image|scene} show?",
  "what {do|can} you see{| in the picture| in this picture| in the image| here}?",
  "{write|give me|make} a {caption|short caption|description|short description} {of|for} {the|this} {picture|image}.",
  "{tell me|say} what {the picture|the image|this picture} shows.",
  "{caption|sum up} {the|this} {picture|image|scene}.",
]);

/** For a caption whose things carry this unit. */
export function gcgTemplates(unit: WordedUnit): Templates {
  const { noun, nouns, markAll } = unitWords[unit];
  return new Templates([
    `describe {the|this} {picture|image|scene} {with|and draw|and give} ${nouns}.`,
    `describe {the|this} {picture|image} and {mark|ground} {what|the things|everything} you {mention|name} with ${nouns}.`,
    `{tell me|say} what {the picture|the image} shows and {draw|give|add} {${nouns}|a ${noun} for each thing}.`,
    `{write|give me} a grounded {caption|description}{| of the picture} with ${nouns}.`,
    `{caption|sum up} {the|this} {picture|image} and ${markAll} what you {mention|name}.`,
    `what does {the|this} picture show? {draw|give|add} {${nouns}|a ${noun} for each thing}.`,
    `{put into words|say} what you see{| in the picture}, {with ${nouns}|with a ${noun} for each thing you name}.`,
    `{write|give me|make} a {caption|description} {with ${nouns}|with a ${noun} for each thing}.`,
  ]);
}

/** For a sentence about a thing that a prompt of this kind points at. */
export function pointedGcgTemplates(unit: WordedUnit, kind: PromptKind): Templates {
  const { nouns } = unitWords[unit];
  const at = pointed[kind];
  return new Templates([
    `describe {the thing|the object|what is} ${at} {with|and give} ${nouns}{| for all that you mention}.`,
    `{tell me|say} what is ${at} and what is {near|around} it, with ${nouns}.`,
    `what is ${at}? {answer|reply} in a sentence with ${nouns}.`,
    `what is ${at}, and where? {draw|give|add} ${nouns}.`,
    `{write|give me} a grounded sentence about {the thing|what is} ${at}, with ${nouns}.`,
  ]);
}

/** Put behind a request for a grounded caption, about things that may not be there: "$many" is "dogs". */
export const gcgExtraTemplates = new Templates([
  "{mark|show|mention|include} {any|the|all} $many, too.",
  "are there {any|also} $many?",
  "{say|tell me} whether there are {any|also} $many.",
  "{do not forget|also mark|also show} the $many.",
]);
