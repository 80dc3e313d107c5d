// Answering's public names.

export type { LoadedModel } from "../pretrained/loaded-model.js";
export { type AnswerEvent, decodedValue, type GroundedAnswer, type GroundedInstance } from "./answer.js";
export { AnswerBuilder, type PendingRef } from "./answer-builder.js";
export { type AnswerJson, type Asked, answerToJson, type InstanceJson } from "./answer-json.js";
export { answerBatch, type BatchOptions, type BatchQuestion } from "./batch.js";
export { type AnswerReferences, decodeReferences } from "./decode-references.js";
export { EncodedPictures, type PictureHandle } from "./encoded-pictures.js";
export { type AnswerRequest, answer, answerTogether, type BatchEvent } from "./engine.js";
export { AnswerTooShortError, NoPictureError, PromptTooLongError, RequestError } from "./errors.js";
export { answerAutomaton } from "./grammar.js";
export { encodePrompt, type Prompt } from "./prompt.js";
export { type AnswerOptions, LONGEST_ANSWER, type QuestionContext } from "./question.js";
export { type AskOptions, PictureSession } from "./session.js";
