// Bootstrap intervals: the figures over samples drawn again and again, with repetition (Efron 1979).
import { type Evaluation, type Figures, MetricsError } from "../evaluation.js";
import { uniform } from "./random.js";

export interface BootstrapOptions {
  /** How often all samples are drawn again. Default 1000. */
  resamples?: number;
  /** Equal seeds give equal intervals. Default 0. */
  seed?: number;
  /** Draws from 0 .. count - 1 in place of the seeded generator. */
  below?(count: number): number;
}

/** 95 % of resampled values lie between; both NaN where no resample has a value. */
export type Interval = readonly [low: number, high: number];

/** The percentile interval of every figure. */
export function bootstrapIntervals(
  evaluation: Evaluation,
  options: BootstrapOptions = {},
): Readonly<Record<string, Interval>> {
  const drawn = resampled(evaluation.size, options, (samples) => evaluation.figures(samples));
  return Object.fromEntries(
    Object.keys(evaluation.figures()).map((name) => [name, percentileInterval(drawn.map((each) => each[name]!))]),
  );
}

/**
 * Measures resamples of `size` samples each; the array of samples is used again for the next one.
 * @throws MetricsError without samples or resamples
 */
export function resampled<T extends Figures>(
  size: number,
  { resamples = 1000, seed = 0, below = uniform(seed, size) }: BootstrapOptions,
  measure: (samples: Uint32Array) => T,
): T[] {
  if (size === 0) throw new MetricsError("bootstrap: there is no sample to draw; score at least one");
  if (!(Number.isInteger(resamples) && resamples > 0))
    throw new MetricsError(`bootstrap: ${resamples} resamples; give a whole number from 1`);
  const samples = new Uint32Array(size);
  return Array.from({ length: resamples }, () => {
    for (let i = 0; i < size; i++) samples[i] = below(size);
    return measure(samples);
  });
}

/** The values at 2.5 % and 97.5 % of those that are defined. */
export function percentileInterval(values: readonly number[]): Interval {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return [at(0.025), at(0.975)];
}
