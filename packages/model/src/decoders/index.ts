// Decoders: what stands between the router and the units.
export { cropsOf } from "./box-crop.js";
export * from "./proposals.js";
export { flattenPyramid, type PyramidMemory } from "./pyramid-memory.js";
export { type Prediction, predictionsOf, type QueryContext, QueryDecoder, type QueryOutputs } from "./query-decoder.js";
export { type Pointing, QuerySelection, type QuerySelectionConfig } from "./query-selection.js";
export * from "./visual-memory.js";
