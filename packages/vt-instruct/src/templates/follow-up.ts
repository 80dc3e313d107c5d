// Questions about the thing that the answer before has just shown, by the unit that they ask for.
import { type ObjectUnit, unitWords } from "../language/unit-words.js";
import { Templates } from "./grammar.js";

/** Some call it "it", the others suit a man and scissors, too. */
export function followUpTemplates(unit: ObjectUnit): Templates {
  const { noun, marks } = unitWords[unit];
  return new Templates([
    `{now|and now|next,} ${marks}.`,
    `{what is its|and its|and what about its} ${noun}?`,
    `{can|could} you ${marks}{, too|, please|}?`,
    `{now|and now|next,} {draw|give me|show me} the ${noun}{|, please}.`,
    `and {the|as a} ${noun}?`,
    `{can|could} you {draw|give} the ${noun}{, too|, please|}?`,
  ]);
}
