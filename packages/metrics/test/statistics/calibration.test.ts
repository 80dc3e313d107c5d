// How often answers are right, by how sure the model was.
import { describe, expect, it } from "vitest";
import { calibrationError, calibrationPlot, rankingQuality } from "../../src/index.js";

describe("calibration", () => {
  it("1. is the share of right answers over the mean score of each bin that is not empty", () => {
    const { lines } = calibrationPlot([0.11, 0.19, 0.5, 1], [0, 1, 1, 0]);
    const [first, second, last] = lines[0]!.points;
    expect(first![0]).toBeCloseTo(0.15, 12);
    expect(first![1]).toBe(0.5);
    expect([second, last]).toEqual([
      [0.5, 1],
      [1, 0],
    ]);
    expect(lines[0]!.points).toHaveLength(3);
  });

  it("2. is the diagonal beside nothing without answers", () => {
    expect(calibrationPlot([], []).lines.map(({ points }) => points.length)).toEqual([0, 2]);
  });

  it("3. has an error that weighs each bin by its answers", () => {
    // Two of four answers are off by 0.15, two by 0.05.
    expect(calibrationError([0.15, 0.15, 0.95, 0.95], [0, 0, 1, 1])).toBeCloseTo(0.1, 12);
    expect(calibrationError([0.12, 0.18], [0, 1])).toBeCloseTo(0.35, 12);
    expect(calibrationError([], [])).toBeNaN();
  });
});

describe("ranking quality", () => {
  it("is the share of pairs in order, equal ones counting half", () => {
    expect(rankingQuality([0.9, 0.5], [0.1, 0.5])).toBe(0.875);
    expect(rankingQuality([0.1], [0.9])).toBe(0);
    expect(rankingQuality([], [0.5])).toBeNaN();
  });
});
