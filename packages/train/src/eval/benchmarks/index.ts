// Public names of published benchmarks.
export type { Benchmark, BenchmarkPart, BenchmarkTurn } from "./benchmark.js";
export { type BenchmarkSelection, benchmarkQuestions, type OpenBenchmark } from "./benchmark-questions.js";
export { benchmarks } from "./registry.js";
export { benchmarkList, besidePaper } from "./report.js";
