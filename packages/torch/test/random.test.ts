// Seeds and generator states: the same state gives the same numbers.
import { describe, expect, it } from "vitest";
import { Generator, getRngState, manualSeed, rand, randperm, setRngState } from "../src/index.js";

describe("random numbers", () => {
  it("repeat from a seed", () => {
    manualSeed(5);
    const first = rand([4]).toArray();
    manualSeed(5);
    expect(rand([4]).toArray()).toEqual(first);
    expect(rand([4]).toArray()).not.toEqual(first);
  });

  it("go on from a saved state", () => {
    const state = getRngState();
    const first = [rand([3]).toArray(), randperm(9).toArray()];
    setRngState(state);
    expect([rand([3]).toArray(), randperm(9).toArray()]).toEqual(first);
  });

  it("come from a generator of one's own, apart from the default one", () => {
    const generator = new Generator(3);
    const state = generator.getState();
    const before = getRngState();
    const first = rand([3], { generator }).toArray();
    expect(getRngState()).toEqual(before);
    generator.setState(state);
    expect(rand([3], { generator }).toArray()).toEqual(first);
    expect(rand([3], { generator: generator.manualSeed(3) }).toArray()).toEqual(first);
  });

  it("refuse what is no seed, and take every integer of 64 bits", () => {
    const generator = new Generator(1);
    for (const seed of [Number.NaN, 1.5, Number.POSITIVE_INFINITY, 2 ** 60, 2n ** 64n, -(2n ** 63n) - 1n]) {
      expect(() => manualSeed(seed)).toThrow(/is no seed/);
      expect(() => generator.manualSeed(seed)).toThrow(/is no seed/);
      expect(() => new Generator(seed)).toThrow(/is no seed/);
    }
    expect(() => manualSeed("7" as unknown as number)).toThrow(/is no seed/);
    const first = (seed: number | bigint) => rand([2], { generator: new Generator(seed) }).toArray();
    expect(first(-1)).toEqual(first(2n ** 64n - 1n));
    expect(first(-(2n ** 63n) + 5n)).toEqual(first(2n ** 63n + 5n));
    expect(first(Number.MAX_SAFE_INTEGER)).not.toEqual(first(0));
  });

  it("refuse a state that is none", () => {
    expect(() => setRngState(new Uint8Array(3))).toThrow(/RNG state/);
  });
});
