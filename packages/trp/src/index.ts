// The language of answers: triplets, plans, prompts, their text and their tokens. No dependency, runs in a browser.
export * from "./ast.js";
export {
  AnswerAutomaton,
  AnswerConstraint,
  type AutomatonOptions,
} from "./automaton.js";
export { type AutomatonLimits, defaultLimits } from "./automaton-grammar.js";
export type { Codec } from "./codec.js";
export * from "./encode.js";
export * from "./errors.js";
export type { TrpEvent } from "./events.js";
export { defaultStreamLimits, type StreamLimits } from "./limits.js";
export * from "./new-units.js";
export * from "./parse.js";
export * from "./plan.js";
export * from "./print.js";
export { PROBLEM_HINTS, type Problem, type ProblemKind } from "./problems.js";
export * from "./prompt.js";
export { answerSegments, type RefPlace, type Segment } from "./segments.js";
export * from "./special-tokens.js";
export * from "./stream.js";
export * from "./task-command.js";
export { type TokenSet, tokenIds } from "./token-set.js";
export type { Allowed, TokenState } from "./token-states.js";
export { TreeBuilder } from "./tree-builder.js";
export * from "./units.js";
