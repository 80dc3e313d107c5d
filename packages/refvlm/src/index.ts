// The public surface of this package: ask about a picture; get an answer in which every phrase carries its units.
export {
  type AnswerEvent,
  type AnswerJson,
  AnswerTooShortError,
  type Asked,
  answerToJson,
  type GroundedAnswer,
  type GroundedInstance,
  type InstanceJson,
  type ModelCard,
  ModelFileError,
  NoPictureError,
  PromptTooLongError,
  RequestError,
} from "@refvlm/model";
export { DeviceError } from "@refvlm/torch";
export { type NewUnits, type Plan, type PlanLine, type TaskCommand, TrpError, type Turn } from "@refvlm/trp";
export { type Box, Mask, type Picture, PictureError, type Rle } from "@refvlm/vision";
export { AnswerStream } from "./answer-stream.js";
export { Chat, type ChatOptions } from "./chat.js";
export { DisposedError, ModelNotFoundError, QuestionError } from "./errors.js";
export type { QuestionOptions } from "./question.js";
export { type LoadOptions, type PictureSource, RefVlm } from "./refvlm.js";
