// What the streaming parser reports while an answer is being written.
import type { Plan, Range } from "../ast.js";

/**
 * - `text`: words, as soon as they are certain; neighbouring pieces belong together
 * - `phrase-open`, `phrase-close`: `text` is the phrase's words, nested ones included
 * - `unit`: a group begins; `group` counts the groups of the answer from 0
 * - `ref`: one reference; `index` is the phrase's instance that it means, `instance` counts inside the group
 * - `triplet-close`: the phrase has all its groups; `count` instances in all
 * - `plan`: the whole plan, at its end
 */
export type TrpEvent = (
  | { type: "text"; text: string }
  | { type: "phrase-open" }
  | { type: "phrase-close"; text: string }
  | { type: "unit"; units: string[]; phrase: string; group: number }
  | { type: "ref"; index: number; instance: number; units: string[]; phrase: string; group: number }
  | { type: "triplet-close"; phrase: string; count: number }
  | { type: "plan"; plan: Plan }
) & { range: Range };
