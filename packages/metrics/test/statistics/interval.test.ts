// Bias-corrected intervals: SciPy's values, what is moved worked out by hand, laws, and average precision well inside its own.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Chance, detectionSet } from "../../bench/chance-set.js";
import {
  biasCorrectedInterval,
  bootstrapIntervals,
  type Evaluation,
  type Interval,
  masks,
  mean,
  percentileInterval,
  ratioEvaluation,
  resampled,
} from "../../src/index.js";
import { normalShare, normalValue } from "../../src/statistics/normal.js";
import { evaluateCase, type GoldenCase } from "../detection/golden-cases.js";
import { goldenJson } from "../golden.js";

/** How far from the low end a value stands, as a share of the length. */
const place = (value: number, [low, high]: Interval) => (value - low) / (high - low);

describe("the normal distribution", () => {
  it("1. has the values of tables, and the inverse", () => {
    for (const [z, share] of [
      [0, 0.5],
      [-1.959964, 0.025],
      [1, 0.841345],
      [3.090232, 0.999],
    ] as const) {
      expect(normalShare(z)).toBeCloseTo(share, 6);
      expect(normalValue(share)).toBeCloseTo(z, 4);
    }
  });
});

describe("bias-corrected intervals", () => {
  /** The resamples that SciPy's values were made of: rand() as the C standard gives it, without its end. */
  const drawsOfC = () => {
    let state = 12345;
    return (count: number) => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return (state >>> 16) % count;
    };
  };
  const skewed = [0, 0.1, 0.15, 0.2, 0.3, 0.35, 0.9, 1, 0.05, 0.6];

  it.each([
    // Ranks floor(share · 999) at the shares of scipy.stats 1.17's BCa for these resamples, e.g. 0.04074 and 0.98673.
    { of: "a skewed mean", values: skewed, percentiles: [0.18, 0.585], expected: [0.195, 0.605] },
    {
      of: "a mean that is skewed more",
      values: skewed.map((value) => value ** 2),
      percentiles: [0.05825, 0.47775],
      expected: [0.09025, 0.53125],
    },
    {
      of: "an accuracy of 0.9",
      values: [...Array<number>(18).fill(1), 0, 0],
      percentiles: [0.75, 1],
      expected: [0.7, 1],
    },
  ])("1. have SciPy's ends: $of", ({ values, percentiles, expected }) => {
    const evaluation = ratioEvaluation(values.length, { mean: mean(values) });
    const drawn = resampled(values.length, { resamples: 999, below: drawsOfC() }, (samples) =>
      evaluation.figures(samples),
    );
    percentileInterval(drawn.map((each) => each.mean!)).forEach((end, i) => {
      expect(end).toBeCloseTo(percentiles[i]!, 12);
    });
    bootstrapIntervals(evaluation, { resamples: 999, below: drawsOfC() }).mean!.forEach((end, i) => {
      expect(end).toBeCloseTo(expected[i]!, 12);
    });
  });

  it("2. are moved by twice a bias that ranks cannot follow, and reach as far as the figure", () => {
    const from = (first: number) => Array.from({ length: 100 }, (_, i) => first + i / 1000);
    // The mean 0.5995 is 0.0695 above the figure; percentiles are 0.552 and 0.647.
    const [low, high] = biasCorrectedInterval(0.53, from(0.55), []);
    expect(low).toBeCloseTo(0.552 - 0.139, 12);
    expect(high).toBe(0.53);
    // The mean 0.5995 is 0.0195 above.
    const near = biasCorrectedInterval(0.58, from(0.55), []);
    expect(near[0]).toBeCloseTo(0.552 - 0.039, 12);
    expect(near[1]).toBeCloseTo(0.647 - 0.039, 12);
    // No value is below 0, none above 1.
    expect(biasCorrectedInterval(0.02, from(0.04), [])[0]).toBe(0);
    expect(biasCorrectedInterval(0.97, from(0.86), [])[1]).toBe(1);
    expect(biasCorrectedInterval(-0.02, from(-0.01), [])[0]).toBeLessThan(-0.04);
  });

  it("3. hold the figure and stay between 0 and 1 where all values do", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const shares = fc.array(share, { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(share, shares, fc.array(share, { maxLength: 10 }), (figure, values, left) => {
        const [low, high] = biasCorrectedInterval(figure, values, left);
        expect(low).toBeLessThanOrEqual(figure);
        expect(high).toBeGreaterThanOrEqual(figure);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("4. are not defined without a figure, or without a value", () => {
    expect(biasCorrectedInterval(0.5, [Number.NaN], [])).toEqual([Number.NaN, Number.NaN]);
    expect(biasCorrectedInterval(Number.NaN, [0.5, 0.6], [])).toEqual([Number.NaN, Number.NaN]);
    expect(biasCorrectedInterval(0.5, [0.5, Number.NaN], [Number.NaN])).toEqual([0.5, 0.5]);
  });
});

describe("average precision over classes with few pictures", () => {
  const both = (evaluation: Evaluation, resamples: number) => {
    const drawn = resampled(evaluation.size, { resamples }, (samples) => evaluation.figures(samples));
    return {
      value: evaluation.figures().AP!,
      percentiles: percentileInterval(drawn.map((each) => each.AP!)),
      corrected: bootstrapIntervals(evaluation, { resamples }).AP!,
    };
  };

  it.each([1, 2, 3])("1. stands low in its percentiles and well inside its interval (generated set %i)", (seed) => {
    const rare = Array.from({ length: 300 }, () => 0.015);
    const { value, percentiles, corrected } = both(detectionSet(rare, 100, new Chance(seed)), 200);
    expect(place(value, percentiles)).toBeLessThan(1 / 3);
    expect(place(value, corrected)).toBeGreaterThan(0.5);
    expect(place(value, corrected)).toBeLessThan(0.85);
  });

  it("2. so it is with COCO's 100 pictures, most of whose classes are in three or fewer", () => {
    const cases = goldenJson<Record<string, GoldenCase>>("coco-segm/expected.json");
    const evaluation = evaluateCase("coco-segm", cases["val2014-fakesegm100"]!, masks);
    const { value, percentiles, corrected } = both(evaluation, 100);
    expect(value).toBeCloseTo(0.3195, 4);
    expect(place(value, percentiles)).toBeLessThan(0.35);
    expect(place(value, corrected)).toBeGreaterThan(0.5);
    expect(place(value, corrected)).toBeLessThan(0.85);
  });
});
