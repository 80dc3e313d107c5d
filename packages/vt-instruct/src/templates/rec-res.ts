// Questions that ask for box and mask of one thing: "$the" is "the small dog".
import { Templates } from "./grammar.js";

export const recResTemplates = new Templates([
  "detect and segment $the.",
  "{detect|find|locate} and {segment|outline|mask|cut out} $the{| in the picture| in the image| for me| please}.",
  "{give me|show me|return|i need|draw} {the box and the mask|both box and mask|the bounding box and the mask} of $the{| in the picture}.",
  "{can|could} you {detect|find|locate} and {segment|outline|mask} $the{|, please}?",
  "where is $the? {give|draw|show} {the box and the mask|both box and mask}.",
  "{mark|show|find} $the with {a box and a mask|both a box and a mask}.",
  "what are {the box and the mask|the bounding box and the exact shape} of $the?",
  "{draw|put} a box around $the and {segment|outline} it, too.",
  "{please|kindly} {detect and segment|locate and outline|find and mask} $the.",
  "{i want|i would like} {the box and the mask|both box and mask} of $the.",
]);

/** For expressions that mean several things: "$the" is "the two dogs". */
export const recResManyTemplates = new Templates([
  "{detect|find|locate} and {segment|outline|cut out} $the{| in the picture| in the image| please}.",
  "{give me|show|return|draw} {the boxes and the masks|both boxes and masks} of $the.",
  "{mark|find|show me} $the with boxes and masks.",
  "{can|could} you {detect|find|locate} and {segment|outline} $the{|, please}?",
]);
