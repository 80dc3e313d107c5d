// Intervals and paired comparison: laws, known cases, and what cannot be resampled.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bootstrapIntervals,
  compareRuns,
  type Evaluation,
  mean,
  percentileInterval,
  ratioEvaluation,
} from "../../src/index.js";
import { uniform } from "../../src/statistics/random.js";

const meanOf = (values: readonly number[], about?: { errors: string[] }): Evaluation =>
  ratioEvaluation(values.length, { mean: mean(values) }, about);
const values = (options: { minLength: number; maxLength: number }) =>
  fc.array(fc.double({ min: -100, max: 100, noNaN: true }), options);

describe("the generator", () => {
  it("1. gives equal draws for equal seeds, and others for others", () => {
    const draws = (...seeds: number[]) => {
      const below = uniform(...seeds);
      return Array.from({ length: 20 }, () => below(1000));
    };
    expect(draws(1, 2)).toEqual(draws(1, 2));
    expect(new Set([draws(1), draws(2), draws(1, 2), draws(2, 1)].map(String)).size).toBe(4);
  });

  it("2. draws every number of the range about equally often", () => {
    const below = uniform(7);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[below(10)]!++;
    // Chi-squared with 9 degrees of freedom is below 27.9 in 999 of 1000 sequences.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
  });
});

describe("ratios of sums", () => {
  it("1. are not defined where nothing is below", () => {
    const evaluation = ratioEvaluation(2, { hits: { gain: [1, 0], of: [2, 0] } });
    expect(evaluation.figures()).toEqual({ hits: 0.5 });
    expect(evaluation.figures(Uint32Array.of(1)).hits).toBeNaN();
    expect(bootstrapIntervals(evaluation).hits).toEqual([0.5, 0.5]);
  });
});

describe("bootstrap", () => {
  it("1. is the interval of a proportion, and the same every time", () => {
    const evaluation = meanOf(Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 0 : 1)));
    const [low, high] = bootstrapIntervals(evaluation).mean!;
    // 0.75 ± 1.96 sqrt(0.75 · 0.25 / 400) = 0.75 ± 0.042
    expect(Math.abs(low - 0.708)).toBeLessThan(0.01);
    expect(Math.abs(high - 0.792)).toBeLessThan(0.01);
    expect(bootstrapIntervals(evaluation).mean).toEqual([low, high]);
    const squares = meanOf(Array.from({ length: 50 }, (_, i) => i * i));
    expect(bootstrapIntervals(squares, { seed: 1 }).mean).not.toEqual(bootstrapIntervals(squares).mean);
  });

  it("2. stays between the least and the greatest value, and is a point where all are equal", () => {
    fc.assert(
      fc.property(values({ minLength: 1, maxLength: 30 }), (list) => {
        const [low, high] = bootstrapIntervals(meanOf(list), { resamples: 50 }).mean!;
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...list) - 1e-9);
        expect(high).toBeLessThanOrEqual(Math.max(...list) + 1e-9);
      }),
    );
    expect(bootstrapIntervals(meanOf([2, 2, 2])).mean).toEqual([2, 2]);
  });

  it("3. takes percentiles of the values that are defined", () => {
    const hundred = Array.from({ length: 1000 }, (_, i) => 999 - i);
    expect(percentileInterval(hundred)).toEqual([25, 975]);
    expect(percentileInterval([Number.NaN, 3, Number.NaN])).toEqual([3, 3]);
    expect(percentileInterval([Number.NaN])).toEqual([Number.NaN, Number.NaN]);
  });

  it("4. needs samples and resamples", () => {
    expect(() => bootstrapIntervals(meanOf([]))).toThrow("bootstrap: there is no sample to draw; score at least one");
    for (const resamples of [0, 1.5, Number.NaN])
      expect(() => bootstrapIntervals(meanOf([1]), { resamples })).toThrow("give a whole number from 1");
  });
});

describe("paired comparison", () => {
  it("1. sees a small gain on every sample that the intervals alone do not", () => {
    const first = Array.from({ length: 60 }, (_, i) => i);
    const second = first.map((value) => value + 0.5);
    const [compared] = compareRuns(meanOf(first), meanOf(second));
    expect(compared).toMatchObject({ figure: "mean", first: 29.5, second: 30, wins: 60, losses: 0, ties: 0 });
    expect(compared!.interval.map((edge) => edge.toFixed(9))).toEqual(["0.500000000", "0.500000000"]);
    expect(compared!.p).toBeCloseTo(2 / 1001, 12);
    const [low, high] = bootstrapIntervals(meanOf(first)).mean!;
    expect(low < 30 && 30 < high).toBe(true);
  });

  it("2. finds nothing between a run and itself", () => {
    fc.assert(
      fc.property(values({ minLength: 1, maxLength: 20 }), (list) => {
        const [compared] = compareRuns(meanOf(list), meanOf(list), { resamples: 20 });
        expect(compared).toMatchObject({
          difference: 0,
          interval: [0, 0],
          p: 1,
          wins: 0,
          losses: 0,
          ties: list.length,
        });
      }),
    );
  });

  it("3. is the same with the runs exchanged, with the other sign", () => {
    fc.assert(
      fc.property(values({ minLength: 20, maxLength: 20 }), values({ minLength: 20, maxLength: 20 }), (a, b) => {
        const [there] = compareRuns(meanOf(a), meanOf(b), { resamples: 50 });
        const [back] = compareRuns(meanOf(b), meanOf(a), { resamples: 50 });
        expect(back!.difference).toBeCloseTo(-there!.difference, 9);
        expect([back!.p, back!.wins, back!.losses]).toEqual([there!.p, there!.losses, there!.wins]);
      }),
    );
  });

  it("4. takes a smaller error for a win", () => {
    const about = { errors: ["mean"] };
    const [compared] = compareRuns(meanOf([3, 3, 3], about), meanOf([1, 3, 4], about));
    expect(compared).toMatchObject({ wins: 1, losses: 1, ties: 1 });
  });

  it("5. refuses runs over different samples", () => {
    expect(() => compareRuns(meanOf([1]), meanOf([1, 2]))).toThrow(
      "comparison: 1 samples in the first run, 2 in the second; score both against one truth",
    );
  });
});
