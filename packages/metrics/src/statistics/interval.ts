// The 95 % interval of a figure from its values over resamples: plain percentiles, or those chosen for bias and skewness.
import { normalShare, normalValue } from "./normal.js";

/** Of a figure, 95 %: how often it holds the true value is measured in docs/intervals.md. NaN where no resample has a value. */
export type Interval = readonly [low: number, high: number];

const ENDS = [0.025, 0.975] as const;

/** Ranks follow a bias of resamples up to so many of their standard deviations; beyond, the values are moved. */
const MOST_BY_RANK = 0.25;

/** A bias of so many of its own standard errors is not by chance. */
const CERTAIN = 4;

/** The values at 2.5 % and 97.5 % of those that are defined. */
export function percentileInterval(values: readonly number[]): Interval {
  const sorted = ascending(values);
  return [valueAt(sorted, ENDS[0]), valueAt(sorted, ENDS[1])];
}

/**
 * The bias-corrected and accelerated interval (BCa; Efron 1987, "Better Bootstrap Confidence Intervals", section 3): the
 * values at the shares Φ(z + (z + u) / (1 − a (z + u))), where u is Φ⁻¹ of 2.5 % and 97.5 %, z = Φ⁻¹ of the share of
 * values below the figure, half of equal ones counted, and a = Σ d³ / (6 (Σ d²)^1.5) over d, how far each figure of
 * `left` lies below their mean.
 *
 * An average over classes that have few pictures each is higher in most resamples than in the samples themselves: a class
 * whose pictures are not drawn drops out, and one whose pictures are drawn has them more than once against the wrong
 * detections of all others. Of a thousand ranks none stands for so great a bias. Where it exceeds a quarter of a standard
 * deviation, and chance, the interval is therefore made of values moved by the bias, so that the figure is their mean, and
 * is moved by the bias once more, as that of the figure itself is expected to be the same (Efron and Tibshirani 1993,
 * section 10.2). An end that is moved passes neither 0 nor 1 where no value does. The figure is always inside.
 *
 * @param figure its value over all samples
 * @param values over resamples
 * @param left over all samples but a group, for groups of the same size that hold every sample once; none: a = 0
 */
export function biasCorrectedInterval(figure: number, values: readonly number[], left: readonly number[]): Interval {
  const sorted = ascending(values);
  if (sorted.length === 0) return [Number.NaN, Number.NaN];
  const bias = excessBias(figure, sorted);
  const z = normalValue(shareBelow(figure + bias, sorted));
  const a = acceleration(left);
  const [low, high] = ENDS.map((end) => {
    const from = z + normalValue(end);
    return valueAt(sorted, normalShare(z + from / (1 - a * from))) - 2 * bias;
  }) as [number, number];
  const least = sorted[0]! >= 0 ? 0 : -Infinity;
  const most = sorted.at(-1)! <= 1 ? 1 : Infinity;
  return [Math.min(figure, Math.max(low, least)), Math.max(figure, Math.min(high, most))];
}

function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
}

/** The value at the rank of a share; a share may be a trace too small where it was computed. */
function valueAt(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length + 1e-3))] ?? Number.NaN;
}

/** By how much the mean of the values exceeds the figure, 0 where ranks can follow. */
function excessBias(figure: number, values: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value - figure;
    squares += (value - figure) ** 2;
  }
  const bias = sum / values.length;
  const variance = squares / values.length - bias ** 2;
  return bias ** 2 > variance * Math.max(MOST_BY_RANK ** 2, CERTAIN ** 2 / values.length) ? bias : 0;
}

/** Of equal values half is below; at least half a value is on either side. */
function shareBelow(limit: number, values: Float64Array): number {
  let below = 0;
  for (const value of values) below += value < limit ? 1 : value === limit ? 0.5 : 0;
  return Math.min(values.length - 0.5, Math.max(0.5, below)) / values.length;
}

function acceleration(left: readonly number[]): number {
  const defined = left.filter((value) => !Number.isNaN(value));
  const mean = defined.reduce((sum, value) => sum + value, 0) / defined.length;
  let [squares, cubes] = [0, 0];
  for (const value of defined) {
    squares += (mean - value) ** 2;
    cubes += (mean - value) ** 3;
  }
  const scale = 6 * squares ** 1.5;
  return scale > 0 ? cubes / scale : 0;
}
