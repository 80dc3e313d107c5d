// Single pictures out of an evaluation of many: the same figures as a resample of that picture alone.
import { describe, expect, it } from "vitest";
import { boxes, detectionsFrom, evaluateDetections, truthsFrom } from "../../src/index.js";
import { goldenJson } from "../golden.js";

describe("one picture alone", () => {
  it("1. has the figures that a resample of it has", () => {
    const truths = truthsFrom(goldenJson("coco-bbox/random0_gt.json"), boxes);
    const evaluation = evaluateDetections(truths, detectionsFrom(goldenJson("coco-bbox/random0_dt.json"), truths));
    expect(evaluation.size).toBeGreaterThan(5);
    for (let i = 0; i < evaluation.size; i++)
      expect(evaluation.alone(i)).toEqual(evaluation.figures(Uint32Array.of(i)));
  });
});
