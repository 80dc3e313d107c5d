// The language model's public names.
export { fromPublishedConfig, type LanguageModelConfig, type RopeScaling } from "./config.js";
export { KvCache } from "./kv-cache.js";
export { LanguageModel, type LanguageModelInput, type LanguageModelOutput } from "./llama.js";
