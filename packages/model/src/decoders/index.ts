// Decoders: the seam of visual units, the built-in units, and the network behind the router.

export {
  BiasedAttention,
  DetrDecoder,
  type DetrDecoderConfig,
  DetrDecoderLayer,
  type DetrMemory,
} from "../layers/detr-decoder.js";
export { Mlp, type MlpOptions } from "../layers/mlp.js";
export { boxCode, cellCentres, mapPositions, maskedMapPositions, sineCode } from "../layers/sine-positions.js";
export { BoxDecoder } from "../units/box.js";
export { MaskDecoder, type MaskOutputs, type MaskValue } from "../units/mask.js";
export { builtInUnits, registerUnitDecoder, type UnitDecoderFactory } from "../units/registry.js";
export * from "../units/unit-decoder.js";
export { type UnitPass, VisualDecoders, type VisualDecodersConfig, type VisualMemory } from "../visual-decoders.js";
export { BOX_WEIGHTS } from "./box-path.js";
export { flattenPyramid, type PyramidMemory } from "./pyramid-memory.js";
export { QueryDecoder, type QueryOutputs } from "./query-decoder.js";
export { type InstanceTarget, stackInstances, stackTargets } from "./targets.js";
