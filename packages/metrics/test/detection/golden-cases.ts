// Golden cases of COCOeval: how they are stored, and how a case is evaluated and compared.
import { expect } from "vitest";
import {
  type CategoryFigures,
  type DetectionEvaluation,
  type DetectionOptions,
  detectionsFrom,
  evaluateDetections,
  type Figures,
  type ShapeKind,
  truthsFrom,
} from "../../src/index.js";
import { goldenJson } from "../golden.js";

interface StoredArray {
  shape: number[];
  data: number[];
}

/** One case of an expected.json; parameters have COCOeval's names. */
export interface GoldenCase {
  gt: string;
  dt: string;
  type: "bbox" | "segm" | "keypoints";
  params: {
    iouThrs?: number[];
    recThrs?: number[];
    maxDets?: number[];
    areaRng?: [number, number][];
    useCats?: 0;
    imgIds?: number[];
    catIds?: number[];
  };
  stats?: Record<string, number>;
  perCategory?: Record<string, CategoryFigures>;
  arrays?: Partial<Record<"precision" | "recall" | "scores", StoredArray>>;
}

/** Evaluates the case's files of a golden folder. */
export function evaluateCase<S>(folder: string, golden: GoldenCase, kind: ShapeKind<S>): DetectionEvaluation {
  const truths = truthsFrom(goldenJson(`${folder}/${golden.gt}`), kind, golden.gt);
  const detections = detectionsFrom(goldenJson(`${folder}/${golden.dt}`), truths, golden.dt);
  return evaluateDetections(truths, detections, optionsOf(golden.params));
}

function optionsOf(params: GoldenCase["params"]): DetectionOptions {
  const { iouThrs, recThrs, maxDets, areaRng, useCats, imgIds, catIds } = params;
  return {
    ...(iouThrs && { thresholds: iouThrs }),
    ...(recThrs && { recalls: recThrs }),
    ...(maxDets && { maxDetections: maxDets }),
    ...(areaRng && { areas: Object.fromEntries(areaRng.map((range, i) => [i === 0 ? "all" : `range${i}`, range])) }),
    classAgnostic: useCats === 0,
    pictures: imgIds,
    categories: catIds,
  };
}

/** Compares what the case has of figures, figures by category and arrays to 1e-12; -1 and NaN both mean "no truth". */
export function expectCase(evaluation: DetectionEvaluation, { stats, perCategory, arrays }: GoldenCase): void {
  if (stats) expectFigures(evaluation.figures(), stats);
  if (perCategory) expectCategories(evaluation, perCategory);
  const curves = evaluation.curves();
  const [T, R, K, A, M] = curves.counts;
  for (const [name, { shape, data }] of Object.entries(arrays ?? {})) {
    expect(shape, name).toEqual(name === "recall" ? [T, K, A, M] : [T, R, K, A, M]);
    expectClose(curves[name as "precision" | "recall" | "scores"], data, name);
  }
}

/** The golden files call the AP at the first threshold AP50, also where that threshold is another one. */
function expectCategories(evaluation: DetectionEvaluation, expected: Record<string, CategoryFigures>): void {
  const { counts, precision } = evaluation.curves();
  const [, R, K, A, M] = counts;
  const atFirst = (k: number) => {
    let sum = 0;
    for (let r = 0; r < R; r++) sum += precision[(r * K + k) * A * M + M - 1]!;
    return sum / R;
  };
  const ours = [...evaluation.perCategory()].map(
    ([id, { AP, AR }], k) => [String(id), { AP, AP50: atFirst(k), AR }] as const,
  );
  expect(ours.map(([id]) => id).sort()).toEqual(Object.keys(expected).sort());
  for (const [id, figures] of ours) expectFigures(figures, { ...expected[id]! });
}

export function expectFigures(ours: Figures, expected: Record<string, number>): void {
  expect(Object.keys(ours)).toEqual(Object.keys(expected));
  for (const [name, value] of Object.entries(expected))
    expect(Math.abs((Number.isNaN(ours[name]!) ? -1 : ours[name]!) - value), name).toBeLessThan(1e-12);
}

/** Compares long lists with one assertion: the largest difference. */
export function expectClose(ours: ArrayLike<number>, expected: ArrayLike<number>, name: string): void {
  expect(ours.length, name).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < expected.length; i++) worst = Math.max(worst, Math.abs(ours[i]! - expected[i]!));
  expect(worst, name).toBeLessThan(1e-12); // also false for NaN
}
