// Evaluation's public names.
export {
  type AnsweredQuestion,
  EVALUATION_SEED,
  type Evaluation,
  type EvaluationOptions,
  evaluateScenes,
  sceneFamilies,
} from "./evaluate-scenes.js";
export { type Figure, figuresOf, type QuestionResult, type SceneFamilies } from "./figures.js";
export { figureMarkdown, figureTable } from "./report.js";
export { openResultLog } from "./result-log.js";
export { isWellFormed, type Score, type ScoredKind, scoreAnswer, scoredKinds } from "./score.js";
export { contactSheet, type SheetOptions } from "./sheet.js";
export { FOUND, type UnitScore, type UnitScores, unitScores } from "./units/index.js";
