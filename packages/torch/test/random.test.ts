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

  it("refuse a state that is none", () => {
    expect(() => setRngState(new Uint8Array(3))).toThrow(/RNG state/);
  });
});
