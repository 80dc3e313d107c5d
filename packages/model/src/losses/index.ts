// Losses of equation 9 and of the parts that learn beside it.
export { type AttributedBoxes, attributeLoss } from "./attributes.js";
export * from "./box.js";
export * from "./cross-entropy.js";
export * from "./dense.js";
export * from "./depth.js";
export * from "./keypoint.js";
export { type ListedTargets, listedPointingLoss } from "./listed-pointing.js";
export * from "./mask.js";
export * from "./pointing.js";
