// Decoders: what stands between the router and the units.
export { AttributeFit } from "./attribute-fit.js";
export { cropsOf } from "./box-crop.js";
export { ListedProposals } from "./listed-proposals.js";
export { NameFit } from "./name-fit.js";
export { pooledKeys } from "./pooled-keys.js";
export * from "./proposals.js";
export { flattenPyramid, type PyramidMemory } from "./pyramid-memory.js";
export {
  type Prediction,
  predictionsOf,
  type QueryContext,
  QueryDecoder,
  type QueryDecoderConfig,
  type QueryDecoderOptions,
  type QueryOutputs,
} from "./query-decoder.js";
export { QuerySelection, type QuerySelectionConfig } from "./query-selection.js";
export { type Pointing, QueryProjection, type QueryStart, type StartedQueries } from "./query-start.js";
export { type PictureMemory, SeenPicture } from "./seen-picture.js";
export * from "./visual-memory.js";
