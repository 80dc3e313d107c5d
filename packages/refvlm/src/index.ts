// The public surface of this package: ask about a picture; get an answer in which every phrase carries its units.
export {
  type AnswerEvent,
  type AnswerJson,
  AnswerJsonError,
  type AnswerPhase,
  AnswerTooShortError,
  type Asked,
  answerFromJson,
  answerJsonSchema,
  answerToJson,
  type EarlierTurn,
  type GroundedAnswer,
  type GroundedInstance,
  type GroundedUnit,
  type InstanceJson,
  type ModelCard,
  ModelFileError,
  type ModelIdentity,
  NoPictureError,
  PromptTooLongError,
  RequestError,
  type UnitMark,
} from "@refvlm/model";
export { DeviceError, EngineNotBuiltError } from "@refvlm/torch";
export { type NewUnits, type Part, type Plan, type PlanLine, type TaskCommand, TrpError, type Turn } from "@refvlm/trp";
export {
  type Box,
  type DepthMap,
  Mask,
  type MaskData,
  type Picture,
  PictureError,
  type PromptKind,
  polygonShapes,
  type Rle,
  type VisualPrompt,
} from "@refvlm/vision";
export { AnswerStream } from "./answer-stream.js";
export { Chat, type ChatOptions } from "./chat.js";
export { Detector, phrasesOf } from "./detector.js";
export { DisposedError, ModelNotFoundError, QuestionError } from "./errors.js";
export type { PictureSource, Pixels } from "./picture-source.js";
export type { Question, QuestionOptions } from "./question.js";
export { type LoadOptions, type PictureQuestion, RefVlm } from "./refvlm.js";
