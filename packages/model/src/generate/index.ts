// Generation's public names.
export type { TokenConstraint } from "./constraint.js";
export { type GenerateEvent, type GenerateOptions, generate } from "./generate.js";
export type { TokenGuide } from "./guide.js";
export type { EndReason, GeneratedToken, GenerateRequest } from "./row.js";
export type { SamplingOptions } from "./sampling.js";
