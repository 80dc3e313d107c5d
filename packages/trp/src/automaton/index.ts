// The token automaton, an entry of its own: who reads answers needs no constraint for writing them.
export { AnswerAutomaton, AnswerConstraint, type AutomatonOptions, type ClosedSet } from "./automaton.js";
export { type AutomatonLimits, type Decided, defaultLimits } from "./grammar.js";
export type { Allowed, TokenState } from "./states.js";
export { type TokenSet, tokenIds } from "./token-set.js";
