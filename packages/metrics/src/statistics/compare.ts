// Two runs over the same samples, compared by pairs: what both find easy or hard cancels out.
import { type Evaluation, figuresAlone, MetricsError } from "../evaluation.js";
import { type BootstrapOptions, resampled } from "./bootstrap.js";
import { type Interval, percentileInterval } from "./interval.js";

/** One figure of two runs. */
export interface Comparison {
  figure: string;
  first: number;
  second: number;
  /** `second` minus `first`. */
  difference: number;
  /** Paired bootstrap, 95 %. */
  interval: Interval;
  /** Two-sided: how likely a difference as far from 0 is where there is none. */
  p: number;
  /** Samples on which the second run is better, worse, and neither. */
  wins: number;
  losses: number;
  ties: number;
}

/**
 * Compares two runs figure by figure: each resample is drawn once and measured in both.
 * @throws MetricsError unless both have the same number of samples
 */
export function compareRuns(first: Evaluation, second: Evaluation, options: BootstrapOptions = {}): Comparison[] {
  if (first.size !== second.size)
    throw new MetricsError(
      `comparison: ${first.size} samples in the first run, ${second.size} in the second; score both against one truth`,
    );
  const [before, after] = [first.figures(), second.figures()];
  const drawn = resampled(first.size, options, (samples) => {
    const [a, b] = [first.figures(samples), second.figures(samples)];
    return Object.fromEntries(Object.keys(before).map((name) => [name, b[name]! - a[name]!]));
  });
  const alone = Array.from(
    { length: first.size },
    (_, i) => [figuresAlone(first, i), figuresAlone(second, i)] as const,
  );
  return Object.keys(before).map((figure) => {
    const differences = drawn.map((each) => each[figure]!).filter((value) => !Number.isNaN(value));
    const sign = first.errors?.includes(figure) ? -1 : 1;
    const gains = alone.map(([a, b]) => sign * (b[figure]! - a[figure]!));
    const wins = gains.filter((gain) => gain > 0).length;
    const losses = gains.filter((gain) => gain < 0).length;
    return {
      figure,
      first: before[figure]!,
      second: after[figure]!,
      difference: after[figure]! - before[figure]!,
      interval: percentileInterval(differences),
      p: twoSided(differences),
      wins,
      losses,
      ties: first.size - wins - losses,
    };
  });
}

/** Twice the smaller share of resamples on one side of 0; the run itself counts as one, so that it is never 0. */
function twoSided(differences: readonly number[]): number {
  const below = differences.filter((value) => value <= 0).length;
  const above = differences.filter((value) => value >= 0).length;
  return Math.min(1, (2 * (Math.min(below, above) + 1)) / (differences.length + 1));
}
