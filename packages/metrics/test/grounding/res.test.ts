// Masks of referring expressions and visual prompts, against plain pixel counts.
import { type Rle, rleArea } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { evaluateInteractive, evaluateRes } from "../../src/index.js";
import { goldenJson } from "../golden.js";

const pairs = goldenJson<{ id: number; prediction: Rle; groundTruth: Rle }[]>("res/masks.json");
const expected = goldenJson<{
  intersection: number[];
  union: number[];
  iou: number[];
  all: Record<string, number>;
  withTarget: Record<string, number>;
  generalised: Record<string, number>;
}>("res/expected.json");
const truth = pairs.map(({ id, groundTruth }) => ({ id, mask: groundTruth }));
const answers = pairs.map(({ id, prediction }) => ({ id, mask: prediction }));

const mask = (...counts: number[]): Rle => ({ size: [2, 2], counts });

describe("RES", () => {
  const evaluation = evaluateRes(truth, answers);
  const figures = evaluation.figures();

  it("1. counts pixels exactly", () => {
    expect([...evaluation.intersection]).toEqual(expected.intersection);
    expect([...evaluation.union]).toEqual(expected.union);
    for (const [i, iou] of evaluation.iou.entries()) expect(iou).toBeCloseTo(expected.iou[i]!, 12);
  });

  it("2. agrees over all samples", () => {
    const { mIoU, ...others } = expected.all;
    expect(figures.gIoU).toBeCloseTo(mIoU!, 12);
    for (const [name, value] of Object.entries(others)) expect(figures[name], name).toBeCloseTo(value, 12);
  });

  it("3. agrees over the expressions with a target, by itself and by what is drawn", () => {
    const targets = [...truth.keys()].filter((i) => rleArea(truth[i]!.mask) > 0);
    const { samples, ...wanted } = expected.withTarget;
    expect(targets.length).toBe(samples);
    const drawn = evaluation.figures(Uint32Array.from(targets));
    for (const [name, value] of Object.entries(wanted)) expect(drawn[name], name).toBeCloseTo(value, 12);
    expect(figures.mIoU).toBeCloseTo(wanted.mIoU!, 12);
  });

  it("4. agrees in the generalised figures", () => {
    for (const [name, value] of Object.entries(expected.generalised))
      expect(figures[name], name).toBeCloseTo(value, 12);
  });

  it("5. counts missing answers as empty masks, never as absent", () => {
    const two = [1, 2].map((id) => ({ id, mask: mask(0, 4) }));
    const { figures: measure } = evaluateRes(two, [{ id: 1, mask: mask(0, 4) }]);
    expect(measure()).toMatchObject({ cIoU: 0.5, gIoU: 0.5, mIoU: 0.5, "Pr@0.5": 0.5 });
    expect(measure()).not.toHaveProperty("N-acc");
    const none = evaluateRes([...two, { id: 3, mask: mask(4) }], [{ id: 2, mask: null }]).figures();
    expect(none).toMatchObject({ cIoU: 0, gIoU: 1 / 3, mIoU: 0, "N-acc": 1, "T-acc": 0 });
  });

  it("6. names the record whose mask does not fit", () => {
    const one = [{ id: "dog", mask: mask(0, 4) }];
    expect(() => evaluateRes(one, [{ id: "dog", mask: { size: [3, 3], counts: [9] } }])).toThrow(
      /^answers: record with id "dog", field mask: masks of different pictures: .*; give COCO run lengths/,
    );
    expect(() => evaluateRes(one, [{ id: "dog", mask: mask(7) }])).toThrow(/the mask's runs cover 7 pixels/);
    expect(() => evaluateRes([{ id: "dog", mask: mask(1) }], [])).toThrow(/^truth: record with id "dog", field mask/);
  });
});

describe("interactive grounding", () => {
  const prompts = ["point", "box", "scribble", "mask"];
  const prompted = truth.map((each, i) => ({ ...each, prompt: prompts[i % 4]! }));

  it("1. is RES over all prompts and over each kind", () => {
    const figures = evaluateInteractive(prompted, answers).figures();
    expect(figures.mIoU).toBeCloseTo(expected.all.mIoU!, 12);
    expect(figures.cIoU).toBeCloseTo(expected.all.cIoU!, 12);
    for (const [i, prompt] of prompts.entries()) {
      const mine = (_: unknown, at: number) => at % 4 === i;
      const alone = evaluateRes(truth.filter(mine), answers.filter(mine)).figures();
      expect(figures[`mIoU (${prompt})`]).toBeCloseTo(alone.gIoU!, 12);
      expect(figures[`cIoU (${prompt})`]).toBeCloseTo(alone.cIoU!, 12);
    }
  });

  it("2. counts missing answers as empty masks, never as absent", () => {
    const two = ["point", "box"].map((prompt, id) => ({ id, prompt, mask: mask(0, 4) }));
    expect(evaluateInteractive(two, [{ id: 0, mask: mask(0, 4) }]).figures()).toEqual({
      mIoU: 0.5,
      cIoU: 0.5,
      "mIoU (point)": 1,
      "cIoU (point)": 1,
      "mIoU (box)": 0,
      "cIoU (box)": 0,
    });
  });
});
