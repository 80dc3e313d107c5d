// The public surface of this package.
export { type DecoderConfig, type ModelConfig, parseModelConfig } from "./config.js";
export * from "./encoders/index.js";
export * from "./generate/index.js";
export * from "./language-model/index.js";
export { presets } from "./presets/index.js";
export { Projector } from "./projector.js";
export * from "./tokenizer/index.js";
