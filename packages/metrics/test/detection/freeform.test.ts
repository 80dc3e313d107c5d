// Detection with free phrases: mAP_S of the paper, and scores by stated conventions.
import { describe, expect, it } from "vitest";
import {
  boxes,
  type CategoryFigures,
  categorised,
  classesBySimilarity,
  classesOfPhrases,
  detectionsFrom,
  evaluateDetections,
  evaluateFreeform,
  masks,
  SCORE_CONVENTIONS,
  type ShapeKind,
  type TextEncoder,
  truthsFrom,
} from "../../src/index.js";
import { goldenJson } from "../golden.js";
import { expectFigures } from "./golden-cases.js";

type Result = { stats: Record<string, number>; perCategory: Record<string, CategoryFigures> };
type Results = {
  keepAllImages: Result;
  dropImagesWithoutPrediction: Result;
  images: number;
  imagesWithPrediction: number;
};
interface SimilarityCase {
  gt: string;
  predictions: string;
  classes: string;
  phrases: string;
  assigned: Record<string, { category_id: number; score: number }>;
  bbox?: Results;
  segm?: Results;
}

describe("mAP_S", () => {
  for (const [name, golden] of Object.entries(
    goldenJson<Record<string, SimilarityCase>>("map-similarity/expected.json"),
  )) {
    const read = <T>(file: string) => goldenJson<T>(`map-similarity/${file}`);
    const truth = read<{ images: { id: number }[]; annotations: { image_id: number }[] }>(golden.gt);
    const classes = read<{ id: number; name: string; embedding: number[] }[]>(golden.classes);
    const phrases = read<{ phrase: string; embedding: number[] }[]>(golden.phrases);
    const predictions = read<{ image_id: number }[]>(golden.predictions);
    const vectors = new Map([
      ...classes.map(({ name: text, embedding }) => [text, embedding] as const),
      ...phrases.map(({ phrase, embedding }) => [phrase, embedding] as const),
    ]);
    const encode: TextEncoder = async (texts) => texts.map((text) => vectors.get(text)!);
    const answered = new Set(predictions.map(({ image_id }) => image_id));
    const { similarity } = SCORE_CONVENTIONS;

    it(`1. ${name}: every phrase gets its category and score`, async () => {
      const assigned = await classesOfPhrases(Object.keys(golden.assigned), classes, encode);
      for (const [phrase, { category_id, score }] of Object.entries(golden.assigned)) {
        expect(assigned.get(phrase)!.category_id, phrase).toBe(category_id);
        expect(Math.abs(assigned.get(phrase)!.similarity - score), phrase).toBeLessThan(1e-12);
      }
    });

    const check = async <S>(kind: ShapeKind<S>, results: Results) => {
      const truths = truthsFrom(truth, kind);
      const ours = await evaluateFreeform(truths, predictions, encode, { similarity });
      expect(ours.similarity.size).toBe(results.images);
      expectFigures(ours.similarity.figures(), results.keepAllImages.stats);
      const categories = ours.similarity.perCategory();
      for (const [id, expected] of Object.entries(results.keepAllImages.perCategory))
        expectFigures({ ...categories.get(Number(id))! }, { ...expected });
      const pictures = truth.images.map(({ id }) => id).filter((id) => answered.has(id));
      expect(pictures.length).toBe(results.imagesWithPrediction);
      const dropped = await evaluateFreeform(truths, predictions, encode, { similarity }, { pictures });
      expectFigures(dropped.similarity.figures(), results.dropImagesWithoutPrediction.stats);
      expect(dropped.similarity.figures().AP).toBeGreaterThan(ours.similarity.figures().AP!);
    };
    const { bbox, segm } = golden;
    if (bbox)
      it(`2. ${name}: boxes; unanswered pictures count as missed, dropping them inflates AP`, () => check(boxes, bbox));
    if (segm)
      it(`3. ${name}: masks; unanswered pictures count as missed, dropping them inflates AP`, () => check(masks, segm));
  }

  it("4. a matrix of similarities does as well as an encoder; the first of equals wins", () => {
    const categories = [{ id: 4 }, { id: 7 }, { id: 9 }];
    const classes = classesBySimilarity(["a cat", "a dog"], categories, [
      [0.1, 0.8, 0.8],
      [-0.2, -0.3, -0.4],
    ]);
    expect(classes.get("a cat")).toEqual({ category_id: 7, similarity: 0.8 });
    expect(classes.get("a dog")).toEqual({ category_id: 4, similarity: -0.2 });
  });

  it("5. vectors that cannot be compared are refused by the text they belong to", async () => {
    const categories = [{ id: 1, name: "cat" }];
    const classesWith = (vector: number[]) =>
      classesOfPhrases(["a cat"], categories, (texts) => texts.map((text) => (text === "cat" ? [1, 0] : vector)));
    await expect(classesWith([0, 0])).rejects.toThrow('the vector of "a cat" must be 2 finite numbers, not all 0');
    await expect(classesWith([Number.NaN, 1])).rejects.toThrow('the vector of "a cat"');
    await expect(classesWith([1, 0, 0])).rejects.toThrow("3 numbers for a phrase, but 2 for a category");
    await expect(classesOfPhrases(["a cat"], categories, () => [])).rejects.toThrow("0 vectors for 1 texts");
    await expect(classesOfPhrases([], [{ id: 3 }], () => [])).rejects.toThrow("category 3 has no name");
    expect(() => classesBySimilarity(["a cat"], categories, [])).toThrow("0 rows for 1 phrases");
    expect(() => classesBySimilarity(["a cat"], categories, [[Number.NaN]])).toThrow('the row of "a cat"');
  });

  it("6. a prediction without phrase, or without its convention's number, is named", async () => {
    const truths = truthsFrom(goldenJson("coco-bbox/tiny_gt.json"), boxes);
    const encode: TextEncoder = (texts) => texts.map(() => [1]);
    const named = truths.categories.map(({ id }) => ({ id, name: String(id) }));
    const evaluate = (prediction: object) =>
      evaluateFreeform({ ...truths, categories: named }, [prediction], encode, SCORE_CONVENTIONS, {
        source: "answers.json",
      });
    await expect(evaluate({ image_id: 1000 })).rejects.toThrow("answers.json: predictions[0].phrase is missing");
    await expect(evaluate({ image_id: 1000, phrase: "x", bbox: [0, 0, 1, 1] })).rejects.toThrow(
      "answers.json (scores: tokenProbability): detections[0].score is missing",
    );
  });
});

describe("scores by convention", () => {
  type Row = { image_id: number; category_id: number; bbox: number[]; tokenProbability: number; quality: number };
  type Expected = Record<string, { stats: Record<string, number>; classAgnostic?: Record<string, number> }>;
  const expected = goldenJson<Expected>("box-ap-conventions/expected.json");
  const rows = goldenJson<Row[]>("box-ap-conventions/detections.json");
  const truths = truthsFrom(goldenJson("box-ap-conventions/gt.json"), boxes);
  // The golden rows have categories already: each stands for its own phrase.
  const phrased = rows.map((row) => ({ ...row, phrase: String(row.category_id) }));
  const classes = new Map(truths.categories.map(({ id }) => [String(id), { category_id: id, similarity: 1 }]));
  const { constant, tokenProbability } = SCORE_CONVENTIONS;
  const conventions = {
    constant,
    tokenProbability,
    area: ({ bbox }: Record<string, unknown>) => (bbox as number[])[2]! * (bbox as number[])[3]!,
    tokenProbabilityTimesQuality: (row: Record<string, unknown>) =>
      (row.tokenProbability as number) * (row.quality as number),
  };
  for (const [name, convention] of Object.entries(conventions))
    it(`1. ${name}: figures with and without categories are pycocotools'`, () => {
      const detections = detectionsFrom(categorised(phrased, classes, convention), truths);
      expectFigures(evaluateDetections(truths, detections).figures(), expected[name]!.stats);
      const agnostic = evaluateDetections(truths, detections, { classAgnostic: true });
      expectFigures(agnostic.figures(), expected[name]!.classAgnostic!);
    });

  it("2. of equal scores the order of the file decides", () => {
    const reversed = detectionsFrom(categorised([...phrased].reverse(), classes, constant), truths);
    expectFigures(evaluateDetections(truths, reversed).figures(), expected.constantReversedFile!.stats);
  });

  it("3. the four conventions side by side", async () => {
    const rated = phrased.map((row) => ({ ...row, score: row.tokenProbability * row.quality }));
    const encode: TextEncoder = (texts) =>
      texts.map((text) => truths.categories.map(({ id }) => (String(id) === text ? 1 : 0)));
    const named = { ...truths, categories: truths.categories.map(({ id }) => ({ id, name: String(id) })) };
    const results = await evaluateFreeform(named, rated, encode, SCORE_CONVENTIONS);
    expect(Object.keys(results)).toEqual(["similarity", "constant", "tokenProbability", "calibrated"]);
    expectFigures(results.constant.figures(), expected.constant!.stats);
    expectFigures(results.similarity.figures(), expected.constant!.stats); // every phrase is wholly similar
    expectFigures(results.tokenProbability.figures(), expected.tokenProbability!.stats);
    expectFigures(results.calibrated.figures(), expected.tokenProbabilityTimesQuality!.stats);
  });
});
