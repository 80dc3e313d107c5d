// Questions that ask for the boxes of all things of a name and for the mask of one of them: "$many" is "dogs", "$the" is
// "the leftmost dog".
import { Templates } from "./grammar.js";

export const ovdResTemplates = new Templates([
  "{detect|find|locate|box|draw boxes around} {all|all the|the} $many and {segment|outline|cut out|draw the mask of} $the{| in the picture| in the image}.",
  "where are the $many? {segment|outline|cut out} $the{|, too}.",
  "{give me|show me|return} the boxes of {all|all the|the} $many and the mask of $the.",
  "{boxes|bounding boxes} for {all|all the|the} $many, and a mask for $the.",
  "{can|could} you {detect|find|locate} {all|all the|the} $many and {segment|outline} $the{|, please}?",
  "{mark|show} {all|all the|the} $many with boxes, and $the with a mask, too.",
]);
