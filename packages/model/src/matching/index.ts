// Matching: exact assignment, and Parallel Grouped Hungarian Matching over it.
export * from "./grouped.js";
export * from "./hungarian.js";
