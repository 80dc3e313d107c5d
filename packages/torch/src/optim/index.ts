// The namespace `optim`: AdamW, gradient clipping, schedules.
export { AdamW, type AdamWOptions, type OptimizerState, type ParamGroup } from "./adamw.js";
export { clipGradNorm, gradNorm } from "./clip.js";
export { constantWithWarmup, cosineWithWarmup, linearWithWarmup, type Schedule } from "./schedule.js";
