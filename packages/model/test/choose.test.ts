// Choosing a token from scores: what is allowed, how probable it was, and the nucleus against a sort.
import { noGrad, scope, tensor } from "@refvlm/torch";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Choice, type Chooser, choose } from "../src/generate/choose.js";
import { nucleusFloor } from "../src/generate/nucleus.js";
import { Sampler } from "../src/generate/sampling.js";

function chosen(rows: number[][], choosers: Chooser[]): Choice[] {
  return noGrad(() => scope(() => choose(tensor(rows), choosers)));
}

const greedy = new Sampler();

describe("choose", () => {
  const scores = [1, 5, 3, 4, 2];

  it("1. takes the best of what is allowed, row by row", () => {
    const allowed = [
      null,
      { only: [0, 2, 4] },
      { except: [1], below: 5 },
      { except: [], below: 1 },
      { only: [4] },
      { except: [1, 1, 3], below: 5 },
    ];
    const choices = chosen(
      allowed.map(() => scores),
      allowed.map((each) => ({ allowed: each, sampler: greedy })),
    );
    expect(choices.map(({ id }) => id)).toEqual([1, 2, 3, 0, 4, 2]);
  });

  it("2. says how probable the token was among the allowed ones, at temperature 1", () => {
    const [only, either] = chosen(
      [scores, scores],
      [
        { allowed: { only: [3] }, sampler: greedy },
        { allowed: { only: [3, 4] }, sampler: new Sampler({ temperature: 7 }) },
      ],
    );
    expect(only.logProbability).toBeCloseTo(0);
    const better = 1 / (1 + Math.exp(-2));
    expect(Math.exp(either.logProbability)).toBeCloseTo(either.id === 3 ? better : 1 - better);
  });

  it("3. draws what is allowed as often as its probability says", () => {
    const sampler = new Sampler({ temperature: 2, seed: 3 });
    const counts = [0, 0, 0];
    for (let i = 0; i < 3_000; i++)
      counts[chosen([[2, 9, 0]], [{ allowed: { except: [1], below: 3 }, sampler }])[0].id]++;
    const expected = 1 / (1 + Math.exp(-1));
    expect(counts[1]).toBe(0);
    expect(counts[0] / 3_000).toBeCloseTo(expected, 1);
  });

  it("4. takes the best for temperatures that are next to nothing", () => {
    for (const temperature of [1e-3, 1e-6, 1e-20, 1e-300]) {
      const sampler = new Sampler({ temperature });
      expect(chosen([scores], [{ allowed: { only: [0, 2] }, sampler }])[0].id, `${temperature}`).toBe(2);
    }
  });

  it("5. refuses a constraint that allows nothing, or what the model does not have", () => {
    const of = (only: number[]) => () => chosen([scores], [{ allowed: { only }, sampler: greedy }]);
    expect(of([])).toThrow("allows no token at all");
    expect(of([5])).toThrow("allows token 5, but the model's vocabulary has 5 entries");
    expect(of([-200])).toThrow("allows token -200");
  });
});

describe("nucleusFloor", () => {
  it("is the last probability that a sort would keep", () => {
    const weights = fc.array(fc.oneof(fc.double({ min: 1e-6, max: 1, noNaN: true }), fc.constantFrom(0, 0.25, 1e-30)), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(weights, fc.double({ min: 0.01, max: 0.999, noNaN: true }), (values, topP) => {
        const probabilities = Float32Array.from([...values, 0.5]);
        const sorted = [...probabilities].sort((a, b) => b - a);
        const total = sorted.reduce((sum, value) => sum + value, 0);
        let mass = 0;
        const last = sorted.find((value) => (mass += value) >= topP * total * (1 + 1e-12));
        mass = 0;
        const orLast = sorted.find((value) => (mass += value) >= topP * total * (1 - 1e-12));
        expect([last, orLast]).toContain(nucleusFloor(probabilities, topP)); // either where sums round differently
      }),
      { numRuns: 2_000 },
    );
  });

  it("keeps all that are as probable as the last", () => {
    expect(nucleusFloor(Float32Array.of(0.25, 0.25, 0.25, 0.25), 0.3)).toBe(0.25);
    expect(nucleusFloor(Float32Array.of(0.1, 0.6, 0.3), 0.5)).toBeCloseTo(0.6);
    expect(nucleusFloor(Float32Array.of(0.1, 0.6, 0.3), 0.7)).toBeCloseTo(0.3);
  });
});
