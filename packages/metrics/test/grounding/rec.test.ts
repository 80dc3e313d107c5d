// Boxes of referring expressions against the accuracies of published logs, and what counts as wrong.
import type { Box } from "@refvlm/vision";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateRec, MetricsError } from "../../src/index.js";
import { goldenJson } from "../golden.js";

interface Logged {
  groundTruth: Box;
  predicted: Box;
  correct?: 0 | 1;
}
interface Expected {
  file: string;
  "accuracyAt0.5": number;
  meanIoU: number;
  iou?: number[];
  accuracyAt?: Record<string, number>;
}

const expected = goldenJson<Record<string, Expected>>("rec/expected.json");

function evaluated(log: readonly Logged[], thresholds?: readonly number[]) {
  const truth = log.map(({ groundTruth }, id) => ({ id, box: groundTruth }));
  return evaluateRec(
    truth,
    log.map(({ predicted }, id) => ({ id, box: predicted })),
    undefined,
    thresholds,
  );
}

describe("REC", () => {
  it.each(Object.keys(expected))("1. agrees with %s", (name) => {
    const log = goldenJson<Logged[]>(`rec/${expected[name]!.file}`);
    const { iou, accuracyAt = {}, meanIoU, "accuracyAt0.5": accuracy } = expected[name]!;
    const thresholds = Object.keys(accuracyAt).map(Number);
    const evaluation = evaluated(log, [0.5, ...thresholds]);
    const figures = evaluation.figures();
    expect(figures["accuracy@0.5"]).toBeCloseTo(accuracy, 12);
    expect(figures["mean IoU"]).toBeCloseTo(meanIoU, 12);
    for (const threshold of thresholds)
      expect(figures[`accuracy@${threshold}`]).toBeCloseTo(accuracyAt[threshold]!, 12);
    const wanted = iou ?? log.map((each) => (each as unknown as { iou: number }).iou);
    for (const [i, overlap] of evaluation.iou.entries()) expect(overlap).toBeCloseTo(wanted[i]!, 12);
    for (const [i, { correct }] of log.entries())
      if (correct !== undefined) expect(Number(evaluation.iou[i]! > 0.5)).toBe(correct);
  });

  it("2. takes an IoU of exactly one half for wrong", () => {
    const { figures } = evaluated([{ groundTruth: [0, 0, 2, 1], predicted: [0, 0, 1, 1] }]);
    expect(figures()).toEqual({ "accuracy@0.5": 0, "accuracy@0.7": 0, "accuracy@0.9": 0, "mean IoU": 0.5 });
  });

  it("3. counts missing answers and answers without a box as wrong, never as absent", () => {
    const box: Box = [0, 0, 4, 4];
    const truth = ["a", "b", "c"].map((id) => ({ id, box }));
    const evaluation = evaluateRec(truth, [
      { id: "a", box },
      { id: "b", box: null },
    ]);
    expect(evaluation.size).toBe(3);
    expect(evaluation.figures()["accuracy@0.5"]).toBeCloseTo(1 / 3, 15);
    expect(evaluateRec(truth, []).figures()["mean IoU"]).toBe(0);
  });

  it("4. measures any resample: each sample once is all of them", () => {
    const log = goldenJson<Logged[]>("rec/made.json");
    const evaluation = evaluated(log);
    const order = fc.shuffledSubarray([...log.keys()], { minLength: log.length, maxLength: log.length });
    fc.assert(
      fc.property(order, (samples) => {
        const figures = evaluation.figures(Uint32Array.from(samples));
        for (const [name, value] of Object.entries(evaluation.figures())) expect(figures[name]).toBeCloseTo(value, 12);
      }),
      { numRuns: 20 },
    );
    expect(evaluation.figures(Uint32Array.of(1, 1))["mean IoU"]).toBe(evaluation.iou[1]);
  });

  it("5. refuses answers to questions that were not asked", () => {
    const box: Box = [0, 0, 4, 4];
    expect(() => evaluateRec([{ id: 1, box }], [{ id: "1", box }])).toThrow(MetricsError);
    expect(() => evaluateRec([{ id: 1, box }], [{ id: 2, box }])).toThrow(
      "answers: record 1 has the id 2, which truth does not hold; give answers to its questions only",
    );
    expect(() => evaluateRec([], [])).toThrow("truth: there is no record; give at least one");
  });
});
