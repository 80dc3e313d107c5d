// Evaluation's public names.
export { writeAnswerFiles } from "./answer-files.js";
export {
  type Benchmark,
  type BenchmarkSelection,
  benchmarkList,
  benchmarkQuestions,
  benchmarks,
  besidePaper,
} from "./benchmarks/index.js";
export {
  type Evaluation,
  type EvaluationOptions,
  evaluate,
  type QuestionSource,
} from "./evaluate.js";
export { type Figure, FigureCollector, type LackingFigure } from "./figures.js";
export { hasNested, kindOf, type QuestionKind, questionKinds } from "./kinds.js";
export { measureNames, type NamesOptions } from "./names/measure-names.js";
export {
  type Asks,
  cocoResultList,
  evaluateByRule,
  type Listed,
  type PhotoLine,
  type PhotoQuestion,
  PhotoQuestions,
  type PhotoSource,
  type ProposalList,
  photoFamilies,
  photoQuestions,
  type Way,
  type WrittenPhotoTurn,
  ways,
} from "./photos/index.js";
export { type AnsweredQuestion, type EvalQuestion, type QuestionResult, questionKey } from "./question.js";
export {
  type AskedScene,
  drawScene,
  layoutOf,
  QuestionsError,
  type SceneFamilies,
  SceneQuestions,
  sceneFamilies,
} from "./questions.js";
export { type Beside, figureMarkdown, figureTable } from "./report.js";
export { openResultLog } from "./result-log.js";
export { type SceneSelection, sceneQuestions } from "./scene-questions.js";
export { isDenial, isWellFormed, type Score, scoreAnswer } from "./score.js";
export { type ShardSelection, shardQuestions } from "./shard-questions.js";
export { contactSheet, type SheetOptions } from "./sheet.js";
export { SheetChoice } from "./sheet-choice.js";
export { type Row, type ScoreFiles, type TaskFamily, taskFamily } from "./tasks/family.js";
export { taskFamilies } from "./tasks/index.js";
export { FOUND, type UnitScore, type UnitScores, unitScores } from "./units/index.js";
export type { WrittenTurn } from "./written-turn.js";
