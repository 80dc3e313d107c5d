// Answering's public names.

export type { LoadedModel } from "../pretrained/loaded-model.js";
export { type AnswerEvent, decodedValue, type GroundedAnswer, type GroundedInstance } from "./answer.js";
export { type AnswerJson, type Asked, answerToJson, type InstanceJson } from "./answer-json.js";
export { AnswerReader, type PendingRef } from "./answer-reader.js";
export { answerBatch, type BatchOptions, type BatchQuestion } from "./batch.js";
export { type AnswerReferences, decodeReferences } from "./decode-references.js";
export { answerAutomaton } from "./grammar.js";
export { encodePrompt, type Prompt } from "./prompt.js";
export type { AnswerOptions, QuestionContext } from "./question.js";
export { type AskOptions, PictureSession } from "./session.js";
