// What other programs read: data sets of COCO, tables of CSV, cut-outs and masks with transparency, depth in 16 bits.
export { type CocoDataset, CocoExport } from "./coco.js";
export { csvHeading, csvRows } from "./csv.js";
export { type CutOut, cutOut, maskLayer } from "./cut-out.js";
export { type DepthSteps, depthSteps } from "./depth-steps.js";
export type { DetectedObject, DetectedPicture } from "./detected-picture.js";
