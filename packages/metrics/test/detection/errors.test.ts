// Every prediction is right or wrong in one way, every truth is found or missed.
import { boxToRle, JOINTS, type XywhBox } from "@refvlm/vision";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DetectionErrors, MetricsError, type PhrasedShape, pictureErrors } from "../../src/index.js";

const at = (phrase: string, box: XywhBox, rest: Partial<PhrasedShape> = {}): PhrasedShape => ({
  phrase,
  unit: "box",
  box,
  ...rest,
});
const cat = at("cat", [0, 0, 100, 100]);
const verdictOf = (prediction: PhrasedShape, ...truths: PhrasedShape[]) =>
  pictureErrors({ predictions: [prediction], truths }).verdicts[0];

describe("errors of one picture", () => {
  it("1. each kind", () => {
    expect(verdictOf(cat, cat)).toBe("right");
    expect(verdictOf(at(" Cat ", [10, 0, 100, 100]), cat)).toBe("right");
    expect(verdictOf({ ...cat, phrase: "dog" }, cat)).toBe("wrong phrase");
    expect(verdictOf({ ...cat, unit: "mask" }, cat)).toBe("wrong unit");
    expect(verdictOf(at("cat", [60, 0, 100, 100]), cat)).toBe("loose box");
    expect(verdictOf(at("cat", [200, 0, 100, 100]), cat)).toBe("invented");
    expect(verdictOf(at("dog", [60, 0, 100, 100]), cat)).toBe("invented");
    expect(verdictOf(cat)).toBe("invented");
  });

  it("2. of several for one truth the best-scored is right, the others are duplicates", () => {
    const predictions = [at("cat", [5, 0, 100, 100], { score: 0.2 }), { ...cat, score: 0.9 }, { ...cat, score: 0.1 }];
    expect(pictureErrors({ predictions, truths: [cat] })).toEqual({
      verdicts: ["duplicate", "right", "duplicate"],
      missed: [],
      phrases: 1,
      wrongCounts: ["cat"],
    });
  });

  it("3. the closest truth is taken, so that neighbours stay for the next", () => {
    const truths = [at("cat", [30, 0, 100, 100]), cat];
    const predictions = [at("cat", [2, 0, 100, 100]), at("cat", [28, 0, 100, 100])];
    expect(pictureErrors({ predictions, truths }).verdicts).toEqual(["right", "right"]);
  });

  it("4. a failed answer misses everything", () => {
    const dog = at("dog", [0, 0, 9, 9]);
    const { missed, wrongCounts, verdicts } = pictureErrors({ predictions: [], truths: [cat, dog] });
    expect([missed, wrongCounts, verdicts]).toEqual([[0, 1], ["cat", "dog"], []]);
  });

  it("5. masks are compared as masks, a mask with a box by boxes", () => {
    const mask = (box: XywhBox): PhrasedShape => ({ phrase: "cat", unit: "mask", mask: boxToRle(box, 200, 200) });
    expect(verdictOf(mask([0, 0, 100, 100]), mask([0, 0, 100, 90]))).toBe("right");
    expect(verdictOf(mask([0, 0, 100, 100]), mask([0, 0, 100, 20]))).toBe("loose box");
    expect(verdictOf(mask([0, 0, 100, 100]), cat)).toBe("wrong unit");
  });

  it("6. thresholds and what is the same phrase can be chosen", () => {
    const loose = at("tabby", [60, 0, 100, 100]);
    const options = { fits: 0.2, phraseKey: (phrase: string) => (phrase === "tabby" ? "cat" : phrase) };
    expect(pictureErrors({ predictions: [loose], truths: [cat] }, options).verdicts).toEqual(["right"]);
    expect(
      pictureErrors({ predictions: [cat], truths: [at("cat", [95, 0, 100, 100])] }, { touches: 0.01 }).verdicts,
    ).toEqual(["loose box"]);
  });

  it("7. joints are compared by OKS, with what has none by boxes", () => {
    const figure = (left: number, bow = 0): PhrasedShape => {
      const keypoint = JOINTS.flatMap((_, k) => [left + (k % 5) * 20 + (k === 3 ? bow : 0), 10 * k, 2]);
      return { phrase: "person", unit: "keypoint", keypoint };
    };
    expect(verdictOf(figure(0), figure(0))).toBe("right");
    // Every joint is 20 px off in a box of 80 x 160: OKS .39, though the boxes overlap by IoU .6.
    expect(verdictOf(figure(20), figure(0))).toBe("loose box");
    expect(verdictOf(figure(300), figure(0))).toBe("invented");
    expect(verdictOf(figure(0, 10), figure(0))).toBe("right");
    expect(verdictOf(figure(0), at("person", [0, 0, 80, 160]))).toBe("wrong unit");
    expect(verdictOf({ ...figure(0), unit: "box" }, at("person", [0, 0, 80, 160]))).toBe("right");
  });
});

describe("errors of all pictures", () => {
  const answers = [
    { predictions: [cat], truths: [cat] },
    { predictions: [], truths: [cat, cat, cat] },
    { predictions: [{ ...cat, phrase: "dog" }], truths: [cat] },
  ];

  it("1. figures are shares, over all pictures or a resample", () => {
    const errors = new DetectionErrors(answers);
    const { right, missed, "wrong phrase": wrongPhrase, "wrong count": wrongCount } = errors.figures();
    expect([right, wrongPhrase, missed, wrongCount]).toEqual([0.5, 0.5, 4 / 5, 3 / 4]);
    expect(errors.figures(Uint32Array.of(0, 0, 1))).toMatchObject({ right: 1, missed: 3 / 5, "wrong count": 1 / 3 });
    expect(errors.figures(Uint32Array.of(1)).right).toBeNaN();
    expect(errors.size).toBe(3);
  });

  it("2. verdicts and finds add up", () => {
    const shape = fc.record({
      phrase: fc.constantFrom("cat", "dog"),
      unit: fc.constantFrom("box", "mask"),
      box: fc.tuple(fc.nat(50), fc.nat(50), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 })),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 8 }), fc.array(shape, { maxLength: 8 }), (predictions, truths) => {
        const { verdicts, missed } = pictureErrors({ predictions, truths });
        expect(verdicts).toHaveLength(predictions.length);
        expect(verdicts.filter((verdict) => verdict === "right").length).toBe(truths.length - missed.length);
        const figures = new DetectionErrors([{ predictions, truths }]).figures();
        const shares = ["right", "duplicate", "wrong phrase", "wrong unit", "loose box", "invented"].map(
          (name) => figures[name]!,
        );
        if (predictions.length > 0) expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      }),
      { seed: 7 },
    );
  });

  it("3. a shape that is none is named", () => {
    const broken = [
      { predictions: [], truths: [] },
      { predictions: [cat], truths: [{ phrase: "cat", unit: "box" }] },
    ];
    expect(() => new DetectionErrors(broken)).toThrow(MetricsError);
    expect(() => new DetectionErrors(broken)).toThrow('pictures[1]: "cat" has neither box nor mask nor keypoint');
  });
});
