// Questions that are answered in a word: presence, number, color of a plate, what is on it, relations, what is pointed at.
import { Templates } from "./grammar.js";

/** "$a" is "a dog", "$many" is "dogs". */
export const presenceTemplates = new Templates([
  "is there $a{| in the picture| in this picture| in the image| here}?",
  "{do|can} you see $a{| in the picture| in the image| here| anywhere}?",
  "does {the picture|this picture|the image} {show|contain|have} $a?",
  "are there any $many{| in the picture| in this picture| in the image| here}?",
  "{do|can} you see any $many{| in the picture| here}?",
  "{yes or no|tell me}: is there $a{| in the picture}?",
  "is $a {shown|visible|present}{| in the picture| here}?",
  "{is there|can one see} $a {anywhere|somewhere}{| in the picture| in the image}?",
  "does {the|this} {picture|image} include $a?",
  "can $a be seen{| in the picture| in the image| here}?",
  "{would you say that there is|can you tell whether there is} $a{| in the picture| here}?",
]);

/** "$many" is "dogs". */
export const countTemplates = new Templates([
  "how many $many are there{| in the picture| in this picture| in the image}?",
  "how many $many {do you see|can you see|can be seen|are shown|are visible}{| in the picture| here}?",
  "{count|please count} the $many{| in the picture| in the image}.",
  "what is the number of $many{| in the picture}?",
  "{tell me|give me} the number of $many{| in the picture}.",
  "how many $many does {the picture|this picture|the image} {show|contain|have}?",
  "{number of|how many} $many?",
  "how many $many are {in the picture|in this picture|in the image|here}?",
  "{tell me|say} how many $many {there are|you see}.",
  "{can|could} you count the $many{| for me| here| in the picture}?",
]);

/** "$the" is "the dog", "$shape" is "disc". */
export const plateColorTemplates = new Templates([
  "what color is the $shape {behind|under|of} $the?",
  "{what|which} color does the $shape {behind|under|of} $the have?",
  "$the is on a $shape. {what|which} color is it?",
  "{tell me|name} the color of the $shape {behind|under} $the.",
  "{what|which} color is the $shape that $the is on?",
]);

/** "$plate" is "red disc". */
export const plateContentTemplates = new Templates([
  "what is on the $plate?",
  "{what|which thing|which object} {do you see|can you see|is shown|is} on the $plate?",
  "{tell me|name} what is on the $plate.",
  "the $plate has something on it. what is it?",
]);

/** "$first" and "$second" are "the dog", "$relation" is "left of". */
export const relationTemplates = new Templates([
  "is $first $relation $second?",
  "{yes or no|tell me}: is $first $relation $second?",
  "{do|can} you see $first $relation $second?",
  "in the {picture|image}, is $first $relation $second?",
  "{would you say that|is it true that|is it right that} $first is $relation $second?",
  "{seen from the camera|as the picture shows them}, is $first $relation $second?",
  "{tell me|say} whether $first is $relation $second.",
  "does $first {lie|stand|appear} $relation $second{| in the picture| in the image}?",
  "{look at|compare} $first and $second: is the first one $relation the other?",
]);

/** At a thing of any name, with a prompt of any kind. */
export const pointedNameTemplates = new Templates([
  "what is {this|that|here|shown here}? [VPT]",
  "what is [VPT]?",
  "[VPT] what is {this|that}?",
  "{tell me|say} what this is. [VPT]",
  "what am i pointing at? [VPT]",
  "which {thing|object} is this? [VPT]",
  "what {do you call|would you call} this? [VPT]",
]);

/** "$a" is "a dog", and it may be something else. */
export const pointedPresenceTemplates = new Templates([
  "is {this|that} $a? [VPT]",
  "is [VPT] $a?",
  "[VPT] is {this|that} $a?",
  "{yes or no|tell me}: is this $a? [VPT]",
  "am i pointing at $a? [VPT]",
  "would you {call this|say this shows} $a? [VPT]",
]);
