// Every number of the paper, equal to the official tools. Typed arrays in, figures out; no tensors and no files: it runs
// in a browser, too (`@refvlm/metrics/node` reads files and brings WordNet along).

export * from "./answers/pope.js";
export * from "./answers/trp-health.js";
export * from "./answers/vqa.js";
export * from "./answers/word-similarity.js";
export * from "./captions/evaluate-captions.js";
export { functionWords } from "./captions/function-words.js";
export type { MeteorWords, Synsets } from "./captions/meteor-words.js";
export { ptbTokens } from "./captions/ptb-tokens.js";
export * from "./captions/reg.js";
export * from "./dense/align.js";
export * from "./dense/depth.js";
export * from "./dense/depth-errors.js";
export * from "./detection/index.js";
export * from "./evaluation.js";
export * from "./grounding/gcg.js";
export { type GcgShape, gcgBoxes, gcgMasks } from "./grounding/gcg-shapes.js";
export * from "./grounding/interactive.js";
export { type Overlaps, overlapsOf } from "./grounding/overlap.js";
export * from "./grounding/pck.js";
export * from "./grounding/rec.js";
export * from "./grounding/res.js";
export * from "./record-id.js";
export * from "./records.js";
export type { Cells } from "./report/cells.js";
export { linePlotFile } from "./report/line-plot.js";
export * from "./report/score-report.js";
export { escaped } from "./report/svg.js";
export { columns, markdownTable, reportJson, reportMarkdown, reportTable } from "./report/text.js";
export * from "./statistics/bootstrap.js";
export { calibrationError, calibrationPlot } from "./statistics/calibration.js";
export * from "./statistics/compare.js";
export * from "./statistics/interval.js";
export { rankingQuality } from "./statistics/ranking-quality.js";
export * from "./statistics/ratios.js";
