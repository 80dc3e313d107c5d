// The public surface of this package: samples, the scene generator, and conversations about scenes.

export * from "./builder/index.js";
export { type ConversationOptions, conversation } from "./conversation/conversation.js";
export {
  inventWords,
  type LinkContextOptions,
  renameUnits,
  type UnitWords,
  withNewUnits,
} from "./conversation/link-context.js";
export { type TaskWeights, taskWeightsSchema } from "./conversation/task-weights.js";
export { DatasetError, RecordError } from "./files/errors.js";
export * from "./inspect/index.js";
export { synonyms, wordsFor } from "./language/everyday-words.js";
export { type Expression, type ExpressionKind, expressionsFor, pickExpression } from "./language/expressions.js";
export { absentFrom, singles, toldGroups } from "./language/labelled.js";
export { pluralOf } from "./language/plural.js";
export { holds, leansTo, type Relation, relations } from "./language/relations.js";
export { shortAnswer } from "./language/short-answer.js";
export { type WordOfKind, wordsOfKinds } from "./language/words-of-kinds.js";
export * from "./loader/index.js";
export { kindsFor, pointAt } from "./pointing/pointing.js";
export { Random } from "./random.js";
export { cocoNames, cocoThings } from "./readers/coco/coco-categories.js";
export { readDepth } from "./readers/common/depth-picture.js";
export { readers } from "./readers/index.js";
export { type Dataset, defineReader, type Reader } from "./readers/reader.js";
export * from "./sample/annotated.js";
export { ROW_VERSION, type SampleRow, sampleRow } from "./sample/row.js";
export { type BuiltSample, RowError, rowOf, sampleOf } from "./sample/row-sample.js";
export type { Sample, SampleTurn, Target } from "./sample/sample.js";
export { targetValues } from "./sample/target-values.js";
export { annotateScene, captionOf, sceneAttributes } from "./scene/annotate.js";
export { type Atlas, type AtlasOptions, cachedAtlas, defaultIconSize, prepareAtlas } from "./scene/atlas.js";
export { type Background, backgrounds } from "./scene/background.js";
export * from "./scene/categories.js";
export { sceneCorpus } from "./scene/corpus.js";
export {
  type Plate,
  type PlateColor,
  type PlateShape,
  plateColors,
  type SizeClass,
  sizeClasses,
} from "./scene/layout.js";
export { type ShirtColor, shirtColors } from "./scene/person/look.js";
export { leastVisible } from "./scene/placement.js";
export { renderScene, type Scene, type SceneObject, type SceneOptions } from "./scene/render.js";
export {
  categoryNames,
  SceneSource,
  type SceneSourceOptions,
  sceneTaskWeights,
} from "./scene/source.js";
export { synonymsOf } from "./scene/synonyms.js";
export { type AskOptions, askFields } from "./tasks/ask-options.js";
export { targetOf } from "./tasks/grounding-unit.js";
export { paperTaskNames, type TaskName, taskNames, tasks } from "./tasks/index.js";
export type { Task } from "./tasks/task.js";
export { makeTurn, type Piece, promptMark, type Question, userParts } from "./tasks/turn.js";
export { vqa, vqaTask } from "./tasks/vqa.js";
export { templates } from "./templates/index.js";
