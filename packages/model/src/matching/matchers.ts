// The ways to pair predictions with instances that a config may choose.
import { matchInstances } from "./grouped.js";
import { matchInOrder } from "./in-order.js";

/** From the instance sets of a batch and the cost of each decoder to the pairs of each decoder. */
export type Matcher = typeof matchInstances;

/** `matching` of a config: the paper's, or none for its ablation. */
export const matchers = { grouped: matchInstances, order: matchInOrder } satisfies Record<string, Matcher>;
export type MatcherName = keyof typeof matchers;
