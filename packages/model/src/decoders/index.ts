// Decoders: the seam of visual units, the built-in units, and the network behind the router.
export { BoxDecoder } from "./box.js";
export { BOX_WEIGHTS } from "./box-path.js";
export {
  BiasedAttention,
  DetrDecoder,
  type DetrDecoderConfig,
  DetrDecoderLayer,
  type DetrMemory,
} from "./detr-decoder.js";
export { MaskDecoder, type MaskOutputs, type MaskValue } from "./mask.js";
export { Mlp, type MlpOptions } from "./mlp.js";
export { flattenPyramid, type PyramidMemory } from "./pyramid-memory.js";
export { QueryDecoder, type QueryOutputs } from "./query-decoder.js";
export { builtInUnits, registerUnitDecoder, type UnitDecoderFactory } from "./registry.js";
export { boxCode, cellCentres, mapPositions, maskedMapPositions, sineCode } from "./sine-positions.js";
export { type InstanceTarget, stackInstances, stackTargets } from "./targets.js";
export * from "./unit-decoder.js";
export { type UnitPass, VisualDecoders, type VisualDecodersConfig, type VisualMemory } from "./visual-decoders.js";
