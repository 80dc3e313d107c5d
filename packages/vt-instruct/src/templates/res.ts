// Questions that ask for the mask of one thing (RES): "$the" is "the small dog".
import { Templates } from "./grammar.js";

export const resTemplates = new Templates([
  "segment $the.",
  "segment $the{| in the picture| in this picture| in the image| for me| please}.",
  "{give me|show|show me|return|i need|draw|make} the mask of $the.",
  "{can|could} you {segment|outline|mask|cut out|trace} $the{|, please}?",
  "which pixels {belong to|are part of|show|make up} $the?",
  "{give|draw|show|trace|return} the {exact shape|outline|segmentation|silhouette} of $the.",
  "{mark|color|select|highlight} {all|the} pixels of $the.",
  "what is the exact {shape|outline} of $the?",
  "separate $the from the {background|rest|rest of the picture}.",
  "{i want|i would like} a {mask|segmentation} of $the.",
  "where is $the? {answer with|give|draw} a mask.",
  "{find|mark|show|show me|locate} $the with a mask.",
  "{cut out|trace|outline|mask} $the{| in the picture| please| for me}.",
  "what {area|region} of the {picture|image} does $the cover?",
  "{please|kindly} {segment|outline|mask|cut out} $the.",
  "{i want|i would like|i need} to {segment|cut out|isolate} $the.",
  "{return|output|predict} the {mask|segmentation mask|pixels} of $the.",
  "{look for|search for} $the and {draw its mask|segment it|outline it}.",
  "{isolate|extract|paint over} $the{| in the picture| in the image}.",
  "{do you see|can you see} $the? {give|draw|show} its {mask|segmentation}.",
  "{which area|which part} of the {picture|image} {shows|belongs to} $the?",
]);

/** For expressions that mean several things: "$the" is "the two dogs". */
export const resManyTemplates = new Templates([
  "{segment|outline|cut out|trace} $the{| in the picture| in the image| please}.",
  "{give me|show|return|draw} the {masks|segmentation masks} of $the.",
  "{mark|find|show me} $the with masks.",
  "{can|could} you {segment|outline|cut out} $the{|, please}?",
  "which pixels {belong to|show} $the?",
]);
