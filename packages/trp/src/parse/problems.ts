// What can be wrong with an answer, and how a writer of answers puts it right.
import type { Range } from "../ast.js";

const EXAMPLE = "<Phrase>dogs</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>)";
const TAKEN_UP = "<Phrase>dogs</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>, <Unit>mask</Unit>[1]<REF>)";

/** How to put each kind of problem right. */
export const PROBLEM_HINTS = {
  "orphan-ref": `a <REF> stands in the parentheses of a triplet only: ${EXAMPLE}`,
  "unit-without-phrase": `units follow their phrase at once, without a space: ${EXAMPLE}`,
  "unit-without-refs": `a unit needs at least one reference: ${EXAMPLE}`,
  "broken-unit": 'a unit is one word, several have ", " between them: <Unit>box, mask</Unit>',
  "index-after-ref": "the index stands before its <REF>: [0]<REF>[1]<REF>, not <REF>[0]<REF>[1]",
  "missing-index": "each <REF> has its index before it: [0]<REF>[1]<REF>, not <REF><REF> or <REF>[0]<REF>[1]",
  "repeated-unit": `a further group brings other units to instances that are there already: ${TAKEN_UP}`,
  "wrong-index": `a phrase's first group counts its instances from 0, a further one takes up some of them, each once, ascending: ${TAKEN_UP}`,
  "missing-parenthesis": `parentheses hold all units of a phrase, ", " stands between them: ${EXAMPLE}`,
  "stray-space": `nothing stands between the parts of a triplet: ${EXAMPLE}`,
  "stray-marker": "markers come in pairs: <Task> at the start of the answer, <Phrase> and <Unit> with their ends",
  "empty-phrase": "put words into the phrase, or leave <Phrase></Phrase> out",
  unclosed: "the answer stops too early: close what is open, or ask for more tokens",
  "broken-plan":
    'a plan is "<Task>", a line "Unit decode (False)." or "Unit decode (True). Class name, target unit and number:" ' +
    'and then lines like "- Name: dog Unit: box Num: 2", and "</Task>" on a line of its own; lines end in \\n, not \\r\\n',
  "plan-differs":
    "the plan has one line for each triplet, in the order in which their phrases close: " +
    "its words, the units of all its groups, and the number of its instances",
  limit: "a reader holds no more than this: raise its limit where answers may be so long",
} as const;

export type ProblemKind = keyof typeof PROBLEM_HINTS;

/** What was met, where, and what the parser did about it. */
export interface Problem {
  kind: ProblemKind;
  range: Range;
  /** 1-based place of the start of `range`. */
  line: number;
  column: number;
  message: string;
  /** What the parser did to go on. */
  action: string;
}
