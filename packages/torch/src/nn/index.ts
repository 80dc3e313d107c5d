// The namespace `nn`: modules, layers, attention, and `nn.init`.
export * from "./activation.js";
export { type AttentionOptions, attention, attentionBias } from "./attention.js";
export { type Layer, ModuleDict, ModuleList, Sequential } from "./containers.js";
export { Conv2d, type ConvOptions, ConvTranspose2d, type Pair } from "./conv.js";
export { createParameter, onMeta } from "./create.js";
export * as init from "./init.js";
export { Embedding, Identity, Linear } from "./linear.js";
export { buffer, Module, parameter, snakeCase } from "./module.js";
export { GroupNorm, LayerNorm, RMSNorm } from "./norm.js";
export type { LoadOptions, LoadReport, Rename } from "./state-dict.js";
