// Tiles cover a picture with overlap, and crops are its pixels.
import { describe, expect, it } from "vitest";
import { cropPicture, isCutOff, tilesOf } from "../src/index.js";

describe("tiles", () => {
  it("1. are the picture itself where that is no larger", () => {
    expect(tilesOf(100, 60, 100)).toEqual([[0, 0, 100, 60]]);
  });

  it.each([
    [101, 50],
    [1000, 333],
    [4000, 3001],
  ])("2. cover %i x %i, neighbours by a quarter at least", (width, height) => {
    const tiles = tilesOf(width, height, 100);
    for (const axis of [0, 1]) {
      const spans = [...new Map(tiles.map((tile) => [tile[axis], tile[axis + 2]!])).entries()].sort(
        ([a], [b]) => a - b,
      );
      expect(spans[0]![0]).toBe(0);
      expect(spans.at(-1)![1]).toBe(axis === 0 ? width : height);
      for (const [i, [from]] of spans.slice(1).entries()) expect(spans[i]![1] - from).toBeGreaterThanOrEqual(24);
    }
  });

  it("3. cut things off at their inner edges only", () => {
    const tile = [0, 0, 100, 100] as const;
    expect(isCutOff([0, 20, 50, 60], tile, 300, 100)).toBe(false);
    expect(isCutOff([40, 20, 99, 60], tile, 300, 100)).toBe(true);
    expect(isCutOff([40, 20, 60, 99], tile, 300, 100)).toBe(false);
  });
});

it("crops are the pixels inside a box", () => {
  const picture = { width: 4, height: 3, data: Uint8Array.from({ length: 36 }, (_, i) => i) };
  expect(cropPicture(picture, [1, 1, 3, 3])).toEqual({
    width: 2,
    height: 2,
    data: Uint8Array.from([15, 16, 17, 18, 19, 20, 27, 28, 29, 30, 31, 32]),
  });
});
