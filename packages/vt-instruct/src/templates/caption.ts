// Requests for a description in words, and for one whose phrases are grounded with boxes or masks (GCG).
import { Templates } from "./grammar.js";

export const captionTemplates = new Templates([
  "describe {the|this} {picture|image|scene}{| in one sentence| briefly| in words| for me| please}.",
  "what does {the|this} {picture|image|scene} show?",
  "what {do|can} you see{| in the picture| in this picture| in the image| here}?",
  "{write|give me|make} a {caption|short caption|description|short description} {of|for} {the|this} {picture|image}.",
  "{tell me|say} what {the picture|the image|this picture} shows.",
  "{caption|sum up} {the|this} {picture|image|scene}.",
]);

export const gcgBoxTemplates = new Templates(
  [
    "describe {the|this} {picture|image|scene} {with|and draw|and give} boxes.",
    "describe {the|this} {picture|image} and {mark|ground|locate} {what|the things|everything} you {mention|name} with boxes.",
    "!{write|give me|make} a {caption|description} {with boxes|with a box for each thing|with its boxes}.",
    "{tell me|say} what {the picture|the image} shows and {draw|give|add} {boxes|a box for each thing}.",
    "{write|give me} a grounded {caption|description}{| of the picture} with boxes.",
  ],
  [
    "{caption|sum up} {the|this} {picture|image} and {box|draw boxes around} what you {mention|name}.",
    "what does {the|this} picture show? {draw|give|add} {boxes|a box for each thing}.",
    "{put into words|say} what you see{| in the picture}, {with boxes|with a box for each thing you name}.",
    "{write|give me|make} a {caption|description} {with boxes|with a box for each thing}.",
  ],
);

export const gcgMaskTemplates = new Templates(
  [
    "describe {the|this} {picture|image|scene} {with|and draw|and give} masks.",
    "describe {the|this} {picture|image} and {mark|ground|segment} {what|the things|everything} you {mention|name} with masks.",
    "!{write|give me|make} a {caption|description} {with masks|with a mask for each thing|with its masks}.",
    "{tell me|say} what {the picture|the image} shows and {draw|give|add} {masks|a mask for each thing}.",
    "{write|give me} a grounded {caption|description}{| of the picture} with masks.",
  ],
  [
    "{caption|sum up} {the|this} {picture|image} and {segment|draw masks of} what you {mention|name}.",
    "what does {the|this} picture show? {draw|give|add} {masks|a mask for each thing}.",
    "{put into words|say} what you see{| in the picture}, {with masks|with a mask for each thing you name}.",
    "{write|give me|make} a {caption|description} {with masks|with a mask for each thing}.",
  ],
);

/** Put behind a request for a grounded caption, about things that may not be there: "$many" is "dogs". */
export const gcgExtraTemplates = new Templates([
  "{mark|show|mention|include} {any|the|all} $many, too.",
  "are there {any|also} $many?",
  "{say|tell me} whether there are {any|also} $many.",
  "{do not forget|also mark|also show} the $many.",
]);
