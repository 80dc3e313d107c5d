// Matching: exact assignment, Parallel Grouped Hungarian Matching over it, and none at all.
export * from "./grouped.js";
export * from "./hungarian.js";
export * from "./in-order.js";
export * from "./matchers.js";
