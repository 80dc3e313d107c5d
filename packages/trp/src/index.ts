// The language of answers: triplets, plans, prompts, their text and their tokens. No dependency, runs in a browser.
export * from "./ast.js";
export type { Codec } from "./conversation/codec.js";
export * from "./conversation/encode.js";
export * from "./conversation/new-units.js";
export * from "./conversation/prompt.js";
export * from "./conversation/task-command.js";
export * from "./errors.js";
export type { TrpEvent } from "./parse/events.js";
export { defaultStreamLimits, type StreamLimits } from "./parse/limits.js";
export * from "./parse/parse.js";
export { PROBLEM_HINTS, type Problem, type ProblemKind } from "./parse/problems.js";
export * from "./parse/stream.js";
export { TreeBuilder } from "./parse/tree-builder.js";
export * from "./plan.js";
export * from "./print.js";
export { answerSegments, type RefPlace, type Segment } from "./segments.js";
export * from "./special-tokens.js";
export * from "./units.js";
