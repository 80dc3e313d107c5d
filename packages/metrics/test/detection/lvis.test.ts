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

interface ZeroAreaCase {
  name: string;
  type: "bbox" | "segm";
  max_dets: number;
  gt: unknown;
  dt: unknown;
  expected: Record<string, number>;
}

describe("LVIS takes what has area 0 for absent", () => {
  const { tolerance } = goldenJson<{ tolerance: number }>("lvis-zero-area/config.json");
  const cases = goldenJson<ZeroAreaCase[]>("lvis-zero-area/cases.json");
  const figures = <S>({ gt, dt, max_dets }: Pick<ZeroAreaCase, "gt" | "dt" | "max_dets">, kind: ShapeKind<S>) => {
    const truths = truthsFrom(gt, kind);
    return evaluateLvis(truths, detectionsFrom(dt, truths), { maxDetections: max_dets }).figures();
  };

  it.each(cases.map((each) => [each.name, each] as const))("1. %s: figures are lvis-api's", (_, each) => {
    const ours = each.type === "segm" ? figures(each, masks) : figures(each, boxes);
    for (const [name, value] of Object.entries(each.expected)) {
      const own = ours[name.replace("@300", `@${each.max_dets}`)]!;
      expect(Math.abs((Number.isNaN(own) ? -1 : own) - value), name).toBeLessThan(tolerance);
    }
  });

  const square = { image_id: 1, category_id: 5, bbox: [5, 5, 20, 20] };
  const gt = {
    images: [{ id: 1, width: 64, height: 48, neg_category_ids: [], not_exhaustive_category_ids: [] }],
    categories: [
      { id: 5, name: "mug", frequency: "f" },
      { id: 6, name: "cup", frequency: "r" },
    ],
    annotations: [{ ...square, id: 1, area: 400 }],
  };
  const flat = { ...square, bbox: [5, 5, 0, 20], score: 0.95 };

  it("2. a flat result takes its place among the best of its picture before it goes", () => {
    const dt = [flat, { ...square, score: 0.9 }];
    expect(figures({ gt, dt, max_dets: 2 }, boxes).AP).toBeCloseTo(1, 12);
    expect(figures({ gt, dt, max_dets: 1 }, boxes).AP).toBe(0);
  });

  it("3. so does a result of a category that the truth lacks", () => {
    const dt = [
      { ...square, category_id: 77, score: 0.95 },
      { ...square, score: 0.9 },
    ];
    expect(figures({ gt, dt, max_dets: 2 }, boxes).AP).toBeCloseTo(1, 12);
    expect(figures({ gt, dt, max_dets: 1 }, boxes).AP).toBe(0);
  });

  it("4. a category whose only truth is flat was not looked for: its results are not wrong", () => {
    const annotations = [...gt.annotations, { ...square, id: 2, category_id: 6, area: 0 }];
    const dt = [
      { ...square, score: 0.9 },
      { ...square, category_id: 6, score: 0.8 },
    ];
    const { AP, APr } = figures({ gt: { ...gt, annotations }, dt, max_dets: 300 }, boxes);
    expect(AP).toBeCloseTo(1, 12);
    expect(APr).toBeNaN();
  });
});
