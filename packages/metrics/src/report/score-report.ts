// What a report says, as plain data: figures with their intervals, a comparison, curves, and the worst samples.
import { type Evaluation, figuresAlone, type SampleNote } from "../evaluation.js";
import { type BootstrapOptions, bootstrapIntervals, type Interval } from "../statistics/bootstrap.js";
import { type Comparison, compareRuns } from "../statistics/compare.js";
import type { LinePlot } from "./line-plot.js";

export interface ReportedFigure {
  name: string;
  value: number;
  /** 95 %, where it was asked for. */
  interval?: Interval;
}

/** A sample of those that the first figure likes least. */
export interface WorstSample extends SampleNote {
  /** Its own value of the first figure. */
  value: number;
}

export interface ScoreReport {
  /** What was measured. */
  title: string;
  /** What it was measured on, by role, e.g. `truth` and its file. */
  sources: Readonly<Record<string, string>>;
  samples: number;
  figures: ReportedFigure[];
  /** Against a second run. */
  comparison?: Comparison[];
  plots: LinePlot[];
  /** The worst first; empty where the metric does not say what its samples are about. */
  worst: WorstSample[];
}

export interface ReportOptions extends BootstrapOptions {
  title: string;
  sources?: Readonly<Record<string, string>>;
  /** Gives every figure its interval. */
  interval?: boolean;
  /** The run to compare with. */
  second?: Evaluation;
  /** Most samples in `worst`. Default 12. */
  worst?: number;
}

/** Measures everything that a report shows. */
export function scoreReport(evaluation: Evaluation, options: ReportOptions): ScoreReport {
  const { title, sources = {}, interval = false, second } = options;
  const intervals = interval ? bootstrapIntervals(evaluation, options) : {};
  return {
    title,
    sources,
    samples: evaluation.size,
    figures: Object.entries(evaluation.figures()).map(([name, value]) => ({
      name,
      value,
      ...(intervals[name] && { interval: intervals[name] }),
    })),
    ...(second && { comparison: compareRuns(evaluation, second, options) }),
    plots: evaluation.plots?.() ?? [],
    worst: worstSamples(evaluation, options.worst ?? 12),
  };
}

function worstSamples(evaluation: Evaluation, most: number): WorstSample[] {
  if (!evaluation.note) return [];
  const [main] = Object.keys(evaluation.figures());
  if (main === undefined) return [];
  const sign = evaluation.errors?.includes(main) ? -1 : 1;
  return Array.from({ length: evaluation.size }, (_, i) => ({ i, value: figuresAlone(evaluation, i)[main]! }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => sign * (a.value - b.value))
    .slice(0, most)
    .map(({ i, value }) => ({ ...evaluation.note!(i), value }));
}
