// What `npm run bench` measures. Each measurement starts its sides, takes turns between them and returns rows of a table,
// { name, ours, peers, ratio, unit }, or { rows, notes, columns }; ratio is how many times faster (or smaller) ours is, null
// where there is no peer.
export * from "./measurements/asking.mjs";
export * from "./measurements/data.mjs";
export * from "./measurements/engine.mjs";
export * from "./measurements/language.mjs";
export * from "./measurements/published.mjs";
export * from "./measurements/training.mjs";
