// The public surface of this package.

export { type CalibrationOptions, type CalibrationSource, calibrate } from "./calibrate/calibrate.js";
export {
  calibrationQuestions,
  calibrationScenes,
  calibrationShards,
  type SceneCalibration,
} from "./calibrate/sources.js";
export { latestCheckpoint } from "./checkpoint/checkpoint-folders.js";
export { writeCheckpoint } from "./checkpoint/write-checkpoint.js";
export { type Meeting, meet, placeOf } from "./collectives/meeting.js";
export { distributedReport } from "./collectives/report.js";
export { type World, worldOf } from "./collectives/world.js";
export { parseRecipe, readRecipe } from "./config/read-recipe.js";
export { RecipeError } from "./config/recipe-error.js";
export { type Recipe, recipeSchema, type Stage } from "./config/schema.js";
export * from "./eval/index.js";
export { type Finetuned, type FinetuneOptions, finetune } from "./finetune/finetune.js";
export { changeTable } from "./finetune/report.js";
export type { LogEntry } from "./log/log-entry.js";
export { plotLog } from "./log/plot.js";
export { readLog } from "./log/training-log.js";
export { isBegun } from "./loop/begin-run.js";
export { checkBatches, trainRecipe } from "./loop/run.js";
export type { RunOptions } from "./loop/run-options.js";
