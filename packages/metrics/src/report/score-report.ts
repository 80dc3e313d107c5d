// What a report says, as plain data: figures with their intervals, a comparison, curves, and the worst samples.

import type { LinePlot } from "../evaluation.js";
import { type Evaluation, type Figures, figuresAlone, type SampleNote } from "../evaluation.js";
import type { RecordId } from "../record-id.js";
import { type BootstrapOptions, bootstrapIntervals } from "../statistics/bootstrap.js";
import { type Comparison, compareRuns } from "../statistics/compare.js";
import type { Interval } from "../statistics/interval.js";

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
  /** What in the files is odd, and how it was read all the same. */
  remarks: readonly string[];
  /** Every sample's own figures, where they were asked for. */
  each?: { id: RecordId; figures: Figures }[];
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
  /** Curves and the worst samples, which take a look at every sample. Default true. */
  details?: boolean;
  /** Every sample's own figures. Default false. */
  each?: boolean;
  /** Most samples in `worst`. Default 12. */
  worst?: number;
}

/** Measures everything that a report shows. */
export function scoreReport(evaluation: Evaluation, options: ReportOptions): ScoreReport {
  const { title, sources = {}, interval = false, second, details = true, each = false, worst = 12 } = options;
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
    plots: (details && evaluation.plots?.()) || [],
    remarks: evaluation.remarks ?? [],
    ...(each && { each: Array.from({ length: evaluation.size }, (_, i) => ownFigures(evaluation, i)) }),
    worst: details ? worstSamples(evaluation, worst) : [],
  };
}

function ownFigures(evaluation: Evaluation, sample: number): { id: RecordId; figures: Figures } {
  return { id: evaluation.note?.(sample).id ?? sample, figures: figuresAlone(evaluation, sample) };
}

/** By the first figure, and by the following ones where it is equal. */
function worstSamples(evaluation: Evaluation, most: number): WorstSample[] {
  if (!evaluation.note) return [];
  const names = Object.keys(evaluation.figures());
  const signs = names.map((name) => (evaluation.errors?.includes(name) ? -1 : 1));
  return Array.from({ length: evaluation.size }, (_, i) => {
    const alone = figuresAlone(evaluation, i);
    return { i, values: names.map((name) => alone[name]!) };
  })
    .filter(({ values }) => values.length > 0 && !Number.isNaN(values[0]))
    .sort((a, b) => {
      const at = a.values.findIndex((value, k) => value !== b.values[k] && !Number.isNaN(value - b.values[k]!));
      return at < 0 ? 0 : signs[at]! * (a.values[at]! - b.values[at]!);
    })
    .slice(0, most)
    .map(({ i, values }) => ({ ...evaluation.note!(i), value: values[0]! }));
}
