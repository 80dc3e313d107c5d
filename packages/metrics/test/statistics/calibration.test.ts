// How often answers are right, by how sure the model was.
import { describe, expect, it } from "vitest";
import { calibrationPlot } from "../../src/index.js";

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
});
