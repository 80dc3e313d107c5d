// Safetensors files: reading, writing, and the header by itself.
export { decodeRaw } from "./decode.js";
export type { FileDType, ForeignDType } from "./format.js";
export { parseSafetensorsHeader, type SafetensorsEntry, SafetensorsError, type SafetensorsHeader } from "./header.js";
export { type RawTensor, readSafetensors, SafetensorsFile } from "./read.js";
export { type SafetensorsMetadata, writeSafetensors } from "./write.js";
