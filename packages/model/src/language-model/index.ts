// The language model's public names.
export { attachLora, isAdapted, isAdapterKey, mergeLora } from "./adapters.js";
export { fromPublishedConfig, type LanguageModelConfig, type RopeScaling } from "./config.js";
export { KvCache } from "./kv-cache.js";
export { LanguageModel, type LanguageModelInput, type LanguageModelOutput } from "./llama.js";
export { LORA_TARGETS, type LoraConfig, loraConfig } from "./lora.js";
export {
  manyRowsKernel,
  measureManyRowsKernel,
  measureRowKernel,
  type RowKernel,
  rowKernel,
  rowKernels,
  useManyRowsKernel,
  useRowKernel,
} from "./row-kernel.js";
