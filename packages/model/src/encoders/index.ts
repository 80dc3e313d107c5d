// The encoders' public names.
export { ClipConvnext, type ClipConvnextConfig, type ClipConvnextOutput } from "./clip-convnext.js";
export { ClipText, type ClipTextConfig, type ClipTextOutput, clipTextIds } from "./clip-text.js";
export { ClipVit, type ClipVitConfig, type ClipVitOutput } from "./clip-vit.js";
export { type EncoderMaps, type Levels, levelMaps, levelShapes, stagesOf } from "./levels.js";
export {
  buildPromptEncoder,
  PromptEncoder,
  type PromptSizes,
  type PromptsConfig,
  type SharedProjection,
} from "./prompt-strategies.js";
export { type MapShape, type PyramidBackbone, stageShapes } from "./pyramid-backbone.js";
