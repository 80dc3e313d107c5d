// What other programs read: data sets of COCO and YOLO, LabelMe's files, tables of CSV, cut-outs, depth in 16 bits.
export { type CocoDataset, CocoExport } from "./coco.js";
export { csvHeading, csvRows } from "./csv.js";
export { type CutOut, cutOut, maskLayer } from "./cut-out.js";
export { type DepthSteps, depthSteps } from "./depth-steps.js";
export type { DetectedObject, DetectedPicture } from "./detected-picture.js";
export { type LabelMeFile, labelMeFile } from "./labelme.js";
export { YoloExport, type YoloTask } from "./yolo.js";
