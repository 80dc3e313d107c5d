// Generation's public names.
export { GenerationBatch, type GenerationEvent } from "./batch.js";
export type { TokenConstraint } from "./constraint.js";
export { type GenerateEvent, type GenerateOptions, generate } from "./generate.js";
export type { TokenGuide } from "./guide.js";
export { type EndReason, type GeneratedToken, type GenerateRequest, Row } from "./row.js";
export type { SamplingOptions } from "./sampling.js";
