// The loader's part of this package's public surface.
export {
  type Loaded,
  Loader,
  type LoaderSource,
  type LoaderState,
  type SampleSource,
  type StreamOptions,
} from "./loader.js";
export { type DecodedSample, withPixels } from "./pixels.js";
export { readAhead } from "./read-ahead.js";
export { type BufferSize, RowOrder } from "./row-order.js";
export { type PassedOver, ShardSource, type ShardSourceOptions } from "./shard-source.js";
export { Shards, ShardsError } from "./shards.js";
export { type PictureSplit, splitPictures } from "./split-pictures.js";
