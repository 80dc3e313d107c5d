// Answering's public names.
export type { AnswerEvent, GroundedAnswer, GroundedUnit } from "./answer.js";
export { AnswerReader, type PendingRef } from "./answer-reader.js";
export { answerBatch, type BatchOptions, type BatchQuestion } from "./batch.js";
export { answerAutomaton } from "./grammar.js";
export { type AskableModel, type AskOptions, decodeReferences, PictureSession } from "./session.js";
