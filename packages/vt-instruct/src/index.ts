// The public surface of this package: samples, the scene generator, and conversations about scenes.
export * from "./annotated.js";
export * from "./builder/index.js";
export { type ConversationOptions, conversation, type TaskWeights } from "./conversation.js";
export { sceneCorpus } from "./corpus.js";
export { type EvalKind, evalConversation, evalKinds } from "./evaluation.js";
export { type Expression, type ExpressionKind, expressionsFor, pickExpression } from "./expressions.js";
export * from "./inspect/index.js";
export { inventWords, type LinkContextOptions, renameUnits, type UnitWords, withNewUnits } from "./link-context.js";
export * from "./loader/index.js";
export { Random } from "./random.js";
export { readDepth } from "./readers/depth-picture.js";
export { readers } from "./readers/index.js";
export { type Dataset, DatasetError, defineReader, type Reader, RecordError } from "./readers/reader.js";
export { holds, type Relation, relations } from "./relations.js";
export { ROW_VERSION, type SampleRow, sampleRow } from "./row.js";
export { type BuiltSample, RowError, rowOf, sampleOf } from "./row-sample.js";
export {
  checkSample,
  type Sample,
  type SampleTurn,
  sampleSchema,
  type Target,
} from "./sample.js";
export { annotateScene, captionOf } from "./scene/annotate.js";
export { type Atlas, type AtlasOptions, cachedAtlas, defaultIconSize, prepareAtlas } from "./scene/atlas.js";
export { type Background, backgrounds } from "./scene/background.js";
export * from "./scene/categories.js";
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
  type SceneConversationOptions,
  SceneSource,
  type SceneSourceOptions,
  sceneConversation,
  sceneTaskWeights,
} from "./scene-conversation.js";
export { type TaskName, taskNames, tasks } from "./tasks/index.js";
export type { AskOptions, Task } from "./tasks/task.js";
export { makeTurn, type Piece, type Question } from "./tasks/turn.js";
export { type VqaKind, vqa, vqaKinds, vqaTask } from "./tasks/vqa.js";
export { templates } from "./templates/index.js";
