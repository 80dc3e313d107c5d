import { bootstrapIntervals, evaluateCaptions, evaluateReg, evaluateTokens, MetricsError } from "@refvlm/metrics";
import { englishWords } from "@refvlm/metrics/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenJson } from "../golden.js";

type Scores = Record<string, number>;
type Expected = Record<string, { corpus: Scores; imageIds?: number[]; perImage?: Record<string, number[]> }>;
const expected = goldenJson<Expected>("captions/expected.json");
const tokenized = goldenJson<{ references: Record<string, string[]>; results: Record<string, string[]> }>(
  "captions/tokenized.json",
);
const words = (sentence: string) => sentence.split(" ").filter((word) => word !== "");
const imageIds = expected.results!.imageIds!;

function samples(ids: readonly number[], caption = (id: number) => tokenized.results[id]![0]!) {
  return ids.map((id) => ({ id, references: tokenized.references[id]!.map(words), caption: words(caption(id)) }));
}

function expectFigures(figures: Readonly<Scores>, golden: Scores) {
  for (const [name, value] of Object.entries(golden)) expect(figures[name], name).toBeCloseTo(value, 9);
}

describe("caption figures equal pycocoevalcap's on 1,000 pictures", () => {
  const evaluation = evaluateTokens(samples(imageIds), englishWords);

  it("1. results of many kinds: BLEU, ROUGE-L, CIDEr-D and CIDEr of the corpus", () => {
    expectFigures(evaluation.figures(), expected.results!.corpus);
  });

  it("2. and of every picture", () => {
    const { perImage } = expected.results!;
    imageIds.forEach((_, i) => {
      const figures = evaluation.figures(Uint32Array.of(i));
      for (const [name, values] of Object.entries(perImage!)) expect(figures[name], name).toBeCloseTo(values[i]!, 9);
    });
  });

  it("3. the public results that are all articles, over the 997 pictures that they answer", () => {
    const fake = goldenJson<{ image_id: number; caption: string }[]>("captions/fakecap_results.json");
    const captions = new Map(fake.map(({ image_id, caption }) => [image_id, caption.replace(" .", "")]));
    const answered = samples([...captions.keys()], (id) => captions.get(id)!);
    expectFigures(evaluateTokens(answered, englishWords).figures(), expected.fakecap!.corpus);
  });

  it("4. seven pictures, and one, whose n-grams have no weight", () => {
    for (const name of ["first-7-images", "first-image-alone"]) {
      const golden = expected[name]!;
      const few = evaluateTokens(samples(golden.imageIds!), englishWords);
      expectFigures(few.figures(), golden.corpus);
      golden.imageIds!.forEach((_, i) => {
        const figures = few.figures(Uint32Array.of(i));
        for (const [figure, values] of Object.entries(golden.perImage!))
          expect(figures[figure]).toBeCloseTo(values[i]!, 9);
      });
    }
  });

  it("5. one reference a sample, as one should not, gives the lower figures of the original", () => {
    const single = samples(imageIds).flatMap(({ id, references, caption }) =>
      references.map((reference, i) => ({ id: `${id}-${i}`, references: [reference], caption })),
    );
    expectFigures(evaluateTokens(single, englishWords).figures(), expected["one-reference-per-sample"]!.corpus);
  });
});

describe("captions", () => {
  const pictures = [
    { id: 1, references: ["A man rides a brown horse.", "someone on a horse"], caption: "a man riding a horse" },
    { id: 2, references: ["Two cats sleep on a sofa."], caption: "two cats sleeping on a couch" },
    { id: 3, references: ["A red bus in the rain."], caption: "a red bus in the rain" },
  ];

  it("6. a missing or failed caption earns nothing and lowers every figure", () => {
    const full = evaluateCaptions(pictures, englishWords).figures();
    const [first, second] = pictures;
    const { size, figures } = evaluateCaptions(
      [first!, second!, { ...pictures[2]!, caption: undefined }],
      englishWords,
    );
    expect(size).toBe(3);
    for (const [name, value] of Object.entries(figures())) expect(value, name).toBeLessThan(full[name]!);
    for (const [name, value] of Object.entries(figures(Uint32Array.of(2)))) expect(value, name).toBeLessThan(1e-6);
  });

  it("7. nothing is given for a missing caption even where a reference has no words", () => {
    const [first, second] = pictures;
    const figures = evaluateCaptions([first!, second!, { id: 3, references: ["..."] }], englishWords).figures(
      Uint32Array.of(2),
    );
    expect(figures["ROUGE-L"]).toBe(0);
  });

  it("8. a caption equal to its reference has BLEU, ROUGE-L and METEOR of 1 and CIDEr of 10", () => {
    const equal = pictures.map(({ id, references }) => ({ id, references: [references[0]!], caption: references[0]! }));
    const figures = evaluateCaptions(equal, englishWords).figures();
    for (const name of ["BLEU-1", "BLEU-4", "METEOR", "ROUGE-L"]) expect(figures[name], name).toBeCloseTo(1, 8);
    expect(figures["CIDEr-D"]).toBeCloseTo(10, 9);
    expect(figures.CIDEr).toBeCloseTo(10, 9);
  });

  it("9. figures stay within their ranges, whatever the words", () => {
    const sentence = fc.array(fc.constantFrom("a", "cat", "cats", "kitten", "on", "sofa", "couch", "ran"), {
      maxLength: 9,
    });
    const sample = fc.record({
      id: fc.integer(),
      references: fc.array(sentence, { minLength: 1, maxLength: 3 }),
      caption: fc.option(sentence, { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 5 }), (all) => {
        for (const [name, value] of Object.entries(evaluateTokens(all, englishWords).figures())) {
          expect(value, name).toBeGreaterThanOrEqual(0);
          expect(value, name).toBeLessThanOrEqual((name.startsWith("CIDEr") ? 10 : 1) + 1e-9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("10. more references never lower METEOR, METEOR-NLTK or ROUGE-L of a picture", () => {
    const one = evaluateCaptions(
      [{ ...pictures[0]!, references: pictures[0]!.references.slice(0, 1) }],
      englishWords,
    ).figures();
    const two = evaluateCaptions([pictures[0]!], englishWords).figures();
    for (const name of ["METEOR", "METEOR-NLTK", "ROUGE-L"]) expect(two[name]).toBeGreaterThanOrEqual(one[name]!);
  });

  it("11. every figure has a bootstrap interval that holds it", () => {
    const evaluation = evaluateTokens(samples(imageIds.slice(0, 100)), englishWords);
    const intervals = bootstrapIntervals(evaluation, { resamples: 100 });
    for (const [name, value] of Object.entries(evaluation.figures())) {
      const [low, high] = intervals[name]!;
      expect(low, name).toBeLessThan(value);
      expect(high, name).toBeGreaterThan(value);
    }
  });

  it("12. no samples, and a sample without references, are errors", () => {
    expect(() => evaluateCaptions([], englishWords)).toThrow(MetricsError);
    expect(() => evaluateCaptions([{ id: 7, references: [], caption: "a" }], englishWords)).toThrow(
      "sample 7 has no references",
    );
  });

  it("13. region descriptions give METEOR and CIDEr-D, equal to the captions'", () => {
    const { METEOR, "CIDEr-D": cider } = evaluateCaptions(pictures, englishWords).figures();
    expect(evaluateReg(pictures, englishWords).figures()).toEqual({ METEOR, "CIDEr-D": cider });
  });

  it("14. a region without a description lowers both", () => {
    const missing = evaluateReg(
      [pictures[0]!, pictures[1]!, { ...pictures[2]!, caption: undefined }],
      englishWords,
    ).figures();
    const full = evaluateReg(pictures, englishWords).figures();
    expect(missing.METEOR).toBeLessThan(full.METEOR!);
    expect(missing["CIDEr-D"]).toBeLessThan(full["CIDEr-D"]!);
  });
});
