// The public surface of this package: samples, the scene generator, and conversations about scenes.
export * from "./annotated.js";
export {
  type ConversationOptions,
  categoryNames,
  defaultTaskWeights,
  SceneSource,
  type SceneSourceOptions,
  sceneConversation,
  type TaskWeights,
} from "./conversation.js";
export { sceneCorpus } from "./corpus.js";
export { type EvalKind, evalKinds, evalQuestions } from "./evaluation.js";
export { type Expression, type ExpressionKind, expressionsFor, pickExpression } from "./expressions.js";
export { Random } from "./random.js";
export { holds, type Relation, relations } from "./relations.js";
export {
  checkSample,
  type Sample,
  type SampleTurn,
  sampleSchema,
  type Target,
} from "./sample.js";
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
export { leastVisible, renderScene, type Scene, type SceneObject, type SceneOptions } from "./scene/render.js";
export { captionOf } from "./tasks/caption.js";
export { type SceneTaskName, sceneTasks } from "./tasks/index.js";
export { type AskOptions, makeTurn, type Piece, type SceneTask, type SceneUnit } from "./tasks/task.js";
export { type VqaKind, vqa, vqaKinds, vqaTask } from "./tasks/vqa.js";
export { sceneTemplates } from "./templates/index.js";
