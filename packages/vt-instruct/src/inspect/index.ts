// Inspection's part of this package's public surface.
export { contactSheet, type SheetOptions } from "./contact-sheet.js";
export { type Inspection, type InspectOptions, inspectShards, type ShardFault } from "./inspection.js";
export { inspectionPage } from "./page.js";
export { type Statistics, spreadsOf } from "./statistics.js";
export { checkRow, type FaultReason, type RowFault } from "./validate.js";
