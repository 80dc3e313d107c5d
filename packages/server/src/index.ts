// The public surface of this package.
export { ApiError, type ErrorBody, type Failure } from "./api-error.js";
export type { EngineThread } from "./engine/engine.js";
export { hostEngine, type Port } from "./engine/host.js";
export type { AnswerNews, Ask, EngineData, News, Order } from "./engine/messages.js";
export { defaultLimits, type Limits } from "./limits.js";
export { Server, type ServerOptions } from "./server.js";
export type { StudioOptions } from "./studio/studio.js";
