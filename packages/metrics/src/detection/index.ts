// Detection: COCO's and LVIS's average precision for boxes, masks and keypoints.
export { closestTruths } from "./closest.js";
export { detectionsFrom, readDetections, readTruths, truthsFrom } from "./coco-json.js";
export { type CategoryFigures, type CurveArrays, DetectionEvaluation } from "./detection-evaluation.js";
export {
  DetectionErrors,
  type ErrorOptions,
  type PhrasedShape,
  type PictureAnswer,
  type PictureErrors,
  type PredictionVerdict,
  pictureErrors,
} from "./errors.js";
export { evaluateDetections } from "./evaluate.js";
export { cocoFigures, type Figure, type FigureList, keypointFigures } from "./figure-list.js";
export {
  categorised,
  classesBySimilarity,
  classesOfPhrases,
  evaluateFreeform,
  type PhraseClass,
  type PhrasePrediction,
  SCORE_CONVENTIONS,
  type ScoreConvention,
  type TextEncoder,
} from "./freeform.js";
export { evaluateLvis, type LvisOptions } from "./lvis.js";
export type { DetectionOptions } from "./options.js";
export { COCO_PARAMETERS, KEYPOINT_PARAMETERS, type Parameters } from "./parameters.js";
export type { CategoryRecord, PictureRecord } from "./picture-records.js";
export { boxes } from "./shapes/box.js";
export { COCO_SIGMAS, keypointSimilarity, keypoints, type Pose } from "./shapes/keypoints.js";
export { masks } from "./shapes/mask.js";
export type { ShapeKind } from "./shapes/shape-kind.js";
export type { Detections, Truths } from "./tables.js";
