// The health of answers in the paper's language: hand-made answers and what they are worth.
import { planOf, printAnswer, text, triplet } from "@refvlm/trp";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cosineSimilarity, evaluateTrp, wordSimilarity } from "../../src/index.js";

type Body = Parameters<typeof planOf>[0];
const written = (...body: Body) => printAnswer({ plan: planOf(body), body: [...body] });
const dogs = (count: number, name = "brown dogs", units = ["box"]) =>
  triplet(name, { units, instances: Array.from({ length: count }, (_, i) => i) });
const truth = [
  { id: 1, trp: written(text("Two "), dogs(2), text(" and "), triplet("a cat", { units: ["mask"], instances: [0] })) },
];
const figures = (trp: string | undefined, asked = truth) =>
  evaluateTrp(asked, trp === undefined ? [] : [{ id: 1, trp }]).figures();
const healthy = {
  "parse rate": 1,
  "plan agreement": 1,
  "unit agreement": 1,
  "phrase similarity": 1,
  "count error": 0,
};

describe("the health of answers", () => {
  it("1. is perfect for the truth itself", () => {
    expect(figures(truth[0]!.trp)).toEqual(healthy);
  });

  it("2. counts missing and broken answers as wrong, never as absent", () => {
    const lost = {
      "parse rate": 0,
      "plan agreement": 0,
      "unit agreement": 0,
      "phrase similarity": 0,
      "count error": 3,
    };
    expect(figures(undefined)).toEqual(lost);
    expect(figures(truth[0]!.trp.slice(0, -1))).toEqual(lost);
    const words = [{ id: 1, trp: written(text("two")) }];
    expect(figures(undefined, words)).toMatchObject({ "parse rate": 0, "count error": 1 });
  });

  it("3. sees a body that breaks its plan, and a plan that is not there", () => {
    const [plan, body] = truth[0]!.trp.split("</Task>\n") as [string, string];
    expect(figures(`${plan.replace("Num: 2", "Num: 3")}</Task>\n${body}`)).toEqual({ ...healthy, "plan agreement": 0 });
    expect(figures(body)).toEqual({ ...healthy, "plan agreement": 0 });
  });

  it("4. pairs triplets by their phrases, whatever their order", () => {
    const turned = written(triplet("a cat", { units: ["box"], instances: [0] }), text(", "), dogs(5, "dogs", ["box"]));
    expect(figures(turned)).toEqual({
      "parse rate": 1,
      "plan agreement": 1,
      // The dogs have the right unit, the cat has not.
      "unit agreement": 0.5,
      // 1 for the cat, 2/3 for the dogs.
      "phrase similarity": (1 + 2 / 3) / 2,
      "count error": 3,
    });
  });

  it("5. counts triplets that are too many or too few", () => {
    expect(figures(written(dogs(2)))).toMatchObject({ "unit agreement": 2 / 3, "count error": 1 });
    const three = written(
      dogs(2),
      triplet("a cat", { units: ["mask"], instances: [0] }),
      triplet("moon", { units: ["box"], instances: [0, 1, 2, 3] }),
    );
    expect(figures(three)).toMatchObject({ "unit agreement": 4 / 5, "count error": 4 });
  });

  it("6. takes the units of a phrase as a set", () => {
    const asked = [{ id: 1, trp: written(dogs(1, "dog", ["box", "mask"])) }];
    expect(figures(written(dogs(1, "dog", ["mask", "box"])), asked)["unit agreement"]).toBe(1);
  });

  it("7. needs truth that parses", () => {
    expect(() => evaluateTrp([{ id: "q", trp: "<Phrase>" }], [])).toThrow(
      'truth: record with id "q", field trp: is no answer of the grammar; refvlm parse shows where',
    );
  });
});

describe("text similarity", () => {
  it("1. by words is symmetric, within 0..1, and 1 for the same words in any order and case", () => {
    const words = fc.array(fc.constantFrom("a", "brown", "dog", "DOG", "é"), { maxLength: 6 });
    fc.assert(
      fc.property(words, words, (a, b) => {
        const [first, second] = [a.join(" "), b.join(", ")];
        const similarity = wordSimilarity(first, second);
        expect(similarity).toBe(wordSimilarity(second, first));
        expect(similarity >= 0 && similarity <= 1).toBe(true);
        expect(wordSimilarity(first, [...a].reverse().join(" ").toUpperCase())).toBe(1);
      }),
    );
    expect(wordSimilarity("dog dog", "dog")).toBeCloseTo(2 / 3, 15);
    expect(wordSimilarity("dog", "cat")).toBe(0);
  });

  it("2. by vectors is the cosine", () => {
    const vectors: Record<string, number[]> = { x: [2, 0], y: [0, 3], xy: [1, 1] };
    const similarity = cosineSimilarity((word) => vectors[word]!);
    expect([similarity("x", "x"), similarity("x", "y")]).toEqual([1, 0]);
    expect(similarity("x", "xy")).toBeCloseTo(Math.SQRT1_2, 15);
  });
});
