// Keypoints within a share of a person's size, against counts by hand.
import type { XywhBox } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { evaluatePck, type PckReference, pckReferences } from "../../src/index.js";
import { goldenJson } from "../golden.js";

interface Case {
  groundTruth: number[];
  prediction: number[];
  bbox: XywhBox;
  headSize: number;
}
const cases = goldenJson<Case[]>("keypoint-similarity/pck_cases.json");
const expected = goldenJson<Record<PckReference, Record<string, { micro: number; macro: number }>>>(
  "keypoint-similarity/pck_expected.json",
);
const truth = cases.map(({ groundTruth, bbox, headSize }, id) => ({ id, keypoints: groundTruth, bbox, headSize }));
const answers = cases.map(({ prediction }, id) => ({ id, keypoints: prediction }));

describe("PCK", () => {
  it.each(pckReferences)("1. agrees by %s", (reference) => {
    const figures = evaluatePck(truth, answers, reference).figures();
    const name = reference === "head" ? "PCKh" : "PCK";
    for (const [share, { micro, macro }] of Object.entries(expected[reference])) {
      expect(figures[`${name}@${share}`]).toBeCloseTo(micro, 12);
      expect(figures[`${name}@${share}, mean over joints`]).toBeCloseTo(macro, 12);
    }
  });

  it("2. counts persons that were not found as wrong in every joint, never as absent", () => {
    const perfect = truth.map(({ id, keypoints }) => ({ id, keypoints: keypoints.filter((_, i) => i % 3 < 2) }));
    expect(evaluatePck(truth, perfect).figures()["PCK@0.05"]).toBe(1);
    const half = perfect.map((each, i) => (i < 40 ? each : { ...each, keypoints: null }));
    const joints = truth.map(({ keypoints }) => keypoints.filter((v, i) => i % 3 === 2 && v > 0).length);
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    const wanted = sum(joints.slice(0, 40)) / sum(joints);
    expect(evaluatePck(truth, half).figures()["PCK@0.5"]).toBeCloseTo(wanted, 12);
    expect(evaluatePck(truth, half.slice(0, 40)).figures()["PCK@0.5"]).toBeCloseTo(wanted, 12);
  });

  it("3. takes a joint at the very limit for right", () => {
    const person = { id: 1, keypoints: [0, 0, 2], bbox: [0, 0, 10, 4] as XywhBox };
    const at = (x: number) => evaluatePck([person], [{ id: 1, keypoints: [x, 0] }]).figures()["PCK@0.5"];
    expect([at(5), at(5.001)]).toEqual([1, 0]);
  });

  it("4. names the record with too few joints", () => {
    expect(() => evaluatePck(truth, [{ id: 3, keypoints: [1, 2] }])).toThrow(
      "answers: record with id 3, field keypoints: 2 numbers, not 34",
    );
    const bbox: XywhBox = [0, 0, 1, 1];
    for (const keypoints of [[], [1, 2], [1, 2, 2, 3]])
      expect(() => evaluatePck([{ id: 1, keypoints, bbox }], [])).toThrow(
        `truth: record with id 1, field keypoints: ${keypoints.length} numbers, not 3`,
      );
  });

  it("5. leaves out persons whose box has no size", () => {
    const person = (id: number, bbox: XywhBox) => ({ id, keypoints: [0, 0, 2], bbox });
    const figures = evaluatePck([person(1, [0, 0, 0, 0]), person(2, [0, 0, 1, 1])], [{ id: 2, keypoints: [0, 0] }]);
    expect(figures.figures()["PCK@0.05"]).toBe(1);
  });
});
