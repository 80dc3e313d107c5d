// The encoders' public names.
export { ClipConvnext, type ClipConvnextConfig, type ClipConvnextOutput } from "./clip-convnext.js";
export { ClipText, type ClipTextConfig, type ClipTextOutput, clipTextIds } from "./clip-text.js";
export { ClipVit, type ClipVitConfig, type ClipVitOutput } from "./clip-vit.js";
export { type EncoderMaps, type Levels, levelMaps, levelShapes, stagesOf } from "./levels.js";
export { type DetectedCells, UNNAMED_LOGIT } from "./nanodet/detection-head.js";
export { keysForNames } from "./nanodet/name-keys.js";
export { Nanodet, type NanodetConfig } from "./nanodet/nanodet.js";
export {
  buildPromptEncoder,
  PromptEncoder,
  type PromptSizes,
  type PromptsConfig,
  type SharedProjection,
} from "./prompt-strategies.js";
export type { MapShape, PyramidBackbone } from "./pyramid-backbone.js";
