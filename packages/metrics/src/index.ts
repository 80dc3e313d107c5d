// Every number of the paper, equal to the official tools. Typed arrays in, figures out; no tensors.
export * from "./detection/index.js";
export * from "./evaluation.js";
export { readJsonFile } from "./files/json-file.js";
export * from "./files/records.js";
export * from "./grounding/rec.js";
export type { Cells } from "./report/cells.js";
export { reportHtml } from "./report/html.js";
export type { LinePlot } from "./report/line-plot.js";
export * from "./report/score-report.js";
export { columns, markdownTable, reportJson, reportMarkdown, reportTable } from "./report/text.js";
export { type ScoreKind, scoreKinds } from "./score-kinds.js";
export * from "./statistics/bootstrap.js";
export * from "./statistics/compare.js";
export * from "./statistics/ratios.js";
