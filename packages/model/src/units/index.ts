// Units: the seam, the decoders of this package, and what becomes of them in a batch.
export { BoxDecoder } from "./box.js";
export { DepthDecoder, type DepthOutputs, type DepthValue } from "./depth.js";
export { KeypointDecoder, type KeypointOutputs, type KeypointValue } from "./keypoint.js";
export * from "./labelled-instances.js";
export { MaskDecoder, type MaskOutputs, type MaskValue } from "./mask.js";
export { PointDecoder } from "./point.js";
export { type RegionJoints, RegionKeypointDecoder } from "./region-keypoint.js";
export { RegionMaskDecoder, type RegionMasks, type RegionMaskValue } from "./region-mask.js";
export { type UnitSettings, type UnitsConfig, unitDecoders } from "./registry.js";
export * from "./unit-decoder.js";
export * from "./unit-pass.js";
