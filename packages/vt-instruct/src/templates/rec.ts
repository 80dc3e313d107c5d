// Questions that ask for the box of one thing (REC): "$the" is "the small dog".
import { Templates } from "./grammar.js";

export const recTemplates = new Templates([
  "where is $the?",
  "where is $the{| in the picture| in this picture| here| in the image}?",
  "{where's|where do you see|where can i see|where can i find|where would i find} $the?",
  "{find|locate|detect|spot|point out} $the{| in the picture| in the image| for me| please}.",
  "{draw|put|place|make} a {box|rectangle|frame} around $the.",
  "{can|could} you {find|locate|show me|box} $the{|, please}?",
  "what is the {position|location|bounding box} of $the?",
  "help me find $the{| in the picture}.",
  "which box {holds|contains|surrounds} $the?",
  "$the: where?",
  "{please|kindly} {find|locate|mark|show me} $the.",
  "{i want|i would like|i need} to {find|see|know where to find} $the.",
  "{return|output|predict} the {box|bounding box} that {surrounds|holds} $the.",
  "{find|locate|mark|show|show me} $the with a box.",
  "{give me|show|return|i need} the {box|bounding box|position|location} of $the.",
  "tell me the {position|location} of $the.",
  "i am looking for $the.{| where is it?}",
  "in which part of the {picture|image} is $the?",
  "where exactly is $the{| in the picture| in the image}?",
  "{look for|search for} $the and {draw its box|mark it with a box|give its box}.",
  "{localize|pinpoint} $the{| in the picture| in the image| with a box}.",
  "{do you see|can you see} $the? {give|draw|show} its {box|bounding box}.",
]);

/** For expressions that mean several things: "$the" is "the two dogs". */
export const recManyTemplates = new Templates([
  "where are $the{| in the picture| in the image}?",
  "{find|locate|detect|mark|show me} $the{| in the picture| with boxes| please}.",
  "box $the{| in the picture| please}.",
  "{draw|put} boxes around $the.",
  "{give me|show|return} the {boxes|bounding boxes} of $the.",
  "{can|could} you {find|locate|box} $the{|, please}?",
]);
