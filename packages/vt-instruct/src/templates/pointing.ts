// Questions that ask to point at things, not to outline them: "$the" is "the small dog", "$list" is "dogs and cats".
import { Templates } from "./grammar.js";

/** At one thing. */
export const recPointTemplates = new Templates([
  "point {at|to} $the{| in the picture| in this picture| in the image| for me| please}.",
  "{show me|mark|find|indicate} $the with a {point|dot|single point}.",
  "{give me|return|output|predict|i need} {a point|one point|a single point} {on|inside} $the.",
  "{put|place|set|draw} a {dot|point|marker} {on|onto} $the{|, please}.",
  "where {should|would|could|can} i {click|tap|touch} to {select|hit|choose} $the?",
  "{can|could} you point {at|to} $the{|, please}?",
  "{click|tap} {on|once on} $the{|, please}.",
  "which {point|pixel|spot} {lies|is} {on|inside} $the?",
]);

/** For expressions that mean several things: "$the" is "the two dogs". */
export const recPointManyTemplates = new Templates([
  "point {at|to} $the{| in the picture| in the image| please}.",
  "{put|place|draw} {dots|points} on $the.",
  "{give me|return|i need} {points|one point each} for $the.",
  "{mark|show me|find} $the with points.",
  "{can|could} you point {at|to} $the{|, please}?",
]);

/** At all things of the names given. */
export const ovdPointTemplates = new Templates([
  "point {at|to} {all|all the|the|every one of the} $list{| in the picture| in the image}.",
  "{mark|show|find} {all|all the|the} $list with {points|dots}.",
  "{put|place|draw} {a dot|a point|a marker} on {each|every one} of the $list{|, please}.",
  "{give me|return|output|i need} {points|the points} {for|of} {all|all the|the} $list.",
  "{give me|return} one point each for {all|all the|the} $list.",
  "are there any $list? {point at|put a dot on} {them|each of them}.",
  "{can|could} you point {at|to} {all|all the|the} $list{|, please}?",
  "point {at|to} {these|these things|these classes}: $names.",
  "{points|one point each|dots}: $names.",
  "where {should|could|can} i {click|tap} to hit {all|all the|the} $list?",
]);
