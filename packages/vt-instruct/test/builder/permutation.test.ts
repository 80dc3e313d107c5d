// A random order without memory: a permutation for every size, another one for every key.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Permutation } from "../../src/builder/permutation.js";

const order = (permutation: Permutation) => Array.from({ length: permutation.size }, (_, i) => permutation.at(i));

describe("a permutation", () => {
  it("1. gives each number below its size once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer(), (size, key) => {
        expect(new Set(order(new Permutation(size, key))).size).toBe(size);
        expect(Math.max(...order(new Permutation(size, key)))).toBe(size - 1);
      }),
      { numRuns: 60 },
    );
  });
  it("2. depends on its keys alone", () => {
    expect(order(new Permutation(500, 7, "a"))).toEqual(order(new Permutation(500, 7, "a")));
    expect(order(new Permutation(500, 7, "a"))).not.toEqual(order(new Permutation(500, 7, "b")));
    expect(order(new Permutation(500, 7, "a"))).not.toEqual(order(new Permutation(500, 8, "a")));
  });
  it("3. is the same for ever: shards of an old build must be built again byte by byte", () => {
    expect(order(new Permutation(10, 1, "x"))).toMatchInlineSnapshot(`
      [
        0,
        1,
        8,
        9,
        7,
        6,
        5,
        3,
        2,
        4,
      ]
    `);
  });
  it("4. mixes: neighbours do not stay neighbours, and a number stands anywhere", () => {
    const found = order(new Permutation(10_000, 3));
    const near = found.filter((value, i) => i > 0 && Math.abs(value - found[i - 1]!) < 100).length;
    expect(near).toBeLessThan(400); // 2 % by chance
    const firsts = Array.from({ length: 1000 }, (_, key) => new Permutation(10, key).at(0));
    for (let value = 0; value < 10; value++)
      expect(firsts.filter((first) => first === value).length).toBeGreaterThan(50);
  });
  it("5. works far beyond 32 bits", () => {
    const permutation = new Permutation(3e9, 1);
    const found = new Set(Array.from({ length: 2000 }, (_, i) => permutation.at(2.9e9 + i)));
    expect(found.size).toBe(2000);
    expect(Math.max(...found)).toBeGreaterThan(2 ** 31);
    expect(Math.max(...found)).toBeLessThan(3e9);
  });
});
