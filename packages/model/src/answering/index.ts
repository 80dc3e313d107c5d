// Answering's public names.

export type { LoadedModel } from "../pretrained/loaded-model.js";
export {
  type AnswerEvent,
  decodedValues,
  type GroundedAnswer,
  type GroundedInstance,
  type GroundedUnit,
  joinUnits,
  type ModelIdentity,
  type UnitMark,
  unitsOfAnswer,
} from "./answer.js";
export { AnswerBuilder, type PendingRef } from "./answer-builder.js";
export { type Asked, answerFromJson, answerToJson, instanceToJson, withJson } from "./answer-json.js";
export type { AnswerRequest } from "./answer-row.js";
export { type AnswerJson, answerJsonSchema, answerSchema, type InstanceJson, promptSchema } from "./answer-schema.js";
export { checkPrompts } from "./asked-prompts.js";
export { answerBatch, type BatchOptions, type BatchQuestion } from "./batch.js";
export { type AnswerReferences, decodeReferences } from "./decode-references.js";
export { EncodedPictures, type PictureHandle } from "./encoded-pictures.js";
export { answer, answerTogether, type BatchEvent, type EngineOptions } from "./engine.js";
export { AnswerJsonError, AnswerTooShortError, NoPictureError, PromptTooLongError, RequestError } from "./errors.js";
export type { ExplainedReference, ExplainedToken, Explanation } from "./explanation.js";
export { answerAutomaton } from "./grammar.js";
export { type Loan, PictureCache, type PictureCacheLimits, pictureId } from "./picture-cache.js";
export { encodePrompt, type Prompt } from "./prompt.js";
export {
  type AnswerOptions,
  type AnswerPhase,
  type EarlierTurn,
  LONGEST_ANSWER,
  type QuestionContext,
} from "./question.js";
export { Scheduler, type SchedulerLimits, schedulerOf } from "./scheduler.js";
export { type AskOptions, PictureSession } from "./session.js";
export { type AnswerWarning, pictureDistance, pictureFigures } from "./warnings.js";
