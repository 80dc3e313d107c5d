// Plugins: decoders whose networks others have published, by themselves and behind the unit seam.

export { SamFrame } from "./sam/frame.js";
export type { SamMasks } from "./sam/mask-decoder.js";
export { Sam } from "./sam/network.js";
export type { SamPrompts } from "./sam/prompt-encoder.js";
export { type EverythingOptions, type SegmentedMask, Segmenter, type SegmentOptions } from "./sam/segmenter.js";
export { type SamSettings, samSettings, samSizes } from "./sam/settings.js";
export { SamDecoder, type SamOutputs, type SamValue } from "./sam.js";
