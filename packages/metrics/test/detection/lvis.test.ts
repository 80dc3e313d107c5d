// LVIS AP is lvis-api's.
import { describe, expect, it } from "vitest";
import { boxes, detectionsFrom, evaluateLvis, masks, type ShapeKind, truthsFrom } from "../../src/index.js";
import { goldenJson } from "../golden.js";
import { expectFigures } from "./golden-cases.js";

interface LvisCase {
  gt: string;
  dt: string;
  type: "bbox" | "segm";
  maxDets?: number;
  stats: Record<string, number>;
}

const truth = goldenJson<{ images: Record<string, unknown>[]; categories: Record<string, unknown>[] }>(
  "lvis/lvis_val_gt.json",
);

function evaluate<S>({ dt, maxDets }: LvisCase, kind: ShapeKind<S>, content: unknown = goldenJson(`lvis/${dt}`)) {
  const truths = truthsFrom(truth, kind);
  return evaluateLvis(truths, detectionsFrom(content, truths), { maxDetections: maxDets });
}

describe("LVIS", () => {
  const cases = goldenJson<Record<string, LvisCase>>("lvis/expected.json");
  for (const [name, golden] of Object.entries(cases))
    it(`1. ${name}: figures are lvis-api's`, () => {
      const evaluation = golden.type === "segm" ? evaluate(golden, masks) : evaluate(golden, boxes);
      // lvis-api names AR after its default of 300 detections, also where another limit was used.
      const named = Object.entries(evaluation.figures()).map(([figure, value]) => [
        figure.replace(/@\d+/, "@300"),
        value,
      ]);
      expectFigures(Object.fromEntries(named), golden.stats);
    });

  it("2. a model that answers nothing scores 0, not nothing", () => {
    const figures = evaluate(cases.bbox!, boxes, []).figures();
    for (const name of ["AP", "APr", "APc", "APf", "AR@300"]) expect(figures[name], name).toBe(0);
  });

  it("3. a truth without LVIS's fields is refused", () => {
    const evaluateWith = (changed: object) => {
      const truths = truthsFrom({ ...truth, ...changed }, boxes, "gt.json");
      return () => evaluateLvis(truths, detectionsFrom([], truths));
    };
    const plainImages = truth.images.map(({ neg_category_ids, ...image }) => image);
    expect(evaluateWith({ images: plainImages })).toThrow(
      /^gt\.json: picture \d+ has no neg_category_ids; is this an LVIS/,
    );
    const plainCategories = truth.categories.map(({ frequency, ...category }) => category);
    expect(evaluateWith({ categories: plainCategories })).toThrow(
      "gt.json: category 1 has no frequency r, c or f; is this an LVIS",
    );
    const odd = truth.images.map((image) => ({ ...image, neg_category_ids: true }));
    expect(() => evaluateWith({ images: odd })).toThrow("gt.json: images[0].neg_category_ids is not a list");
  });
});
