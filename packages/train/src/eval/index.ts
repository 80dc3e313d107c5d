// Evaluation's public names.
export {
  type AnsweredQuestion,
  type Evaluation,
  type EvaluationOptions,
  evaluateScenes,
} from "./evaluate-scenes.js";
export { type Figure, figuresOf, type QuestionResult, type SceneFamilies } from "./figures.js";
export { QuestionsError, SceneQuestions, sceneFamilies } from "./questions.js";
export { figureMarkdown, figureTable } from "./report.js";
export { openResultLog } from "./result-log.js";
export { isWellFormed, type Score, type ScoredKind, scoreAnswer, scoredKinds } from "./score.js";
export { contactSheet, type SheetOptions } from "./sheet.js";
export { FOUND, type UnitScore, type UnitScores, unitScores } from "./units/index.js";
