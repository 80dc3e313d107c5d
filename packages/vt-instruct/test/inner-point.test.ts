// The point that lies deepest inside an object.
import { type Box, Mask } from "@refvlm/vision";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { innerPoint } from "../src/pointing/inner-point.js";

/** A mask of lines of text, "#" inside. */
function maskOf(...lines: string[]): Mask {
  const pixels = lines.flatMap((line) => [...line].map((mark) => (mark === "#" ? 1 : 0)));
  return new Mask(lines[0].length, lines.length, Uint8Array.from(pixels));
}
const box: Box = [2, 4, 8, 7];

/** Steps from a pixel to the nearest one outside the mask, counted one by one. */
function depthAt({ width, height, data }: Mask, x: number, y: number): number {
  for (let depth = 0; ; depth++)
    for (let dy = -depth; dy <= depth; dy++)
      for (let dx = -depth; dx <= depth; dx++) {
        const [i, j] = [x + dx, y + dy];
        if (i < 0 || j < 0 || i >= width || j >= height || !data[j * width + i]) return depth;
      }
}

describe("innerPoint", () => {
  it("1. is the centre of a box without a mask, and with an empty one", () => {
    expect(innerPoint(box)).toEqual([5, 5.5]);
    expect(innerPoint(box, maskOf("....", "...."))).toEqual([5, 5.5]);
  });

  it("2. is on a ring, not in its hole", () => {
    const ring = maskOf("#######", "#.....#", "#.....#", "#.....#", "#######");
    const [x, y] = innerPoint([0, 0, 7, 5], ring);
    expect(ring.data[Math.floor(y) * 7 + Math.floor(x)]).toBe(1);
  });

  it("3. is in the thick part of a thing with a long tail", () => {
    const pan = maskOf("####.........", "####.........", "#############", "####.........", "####.........");
    expect(innerPoint([0, 0, 13, 5], pan)).toEqual([2.5, 2.5]);
  });

  it("4. is in the middle of a bar, where many pixels are as deep", () => {
    expect(innerPoint([0, 0, 9, 3], maskOf("#########", "#########", "#########"))).toEqual([4.5, 1.5]);
  });

  it("5. is as deep as any pixel of the mask", () => {
    const masks = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 99, maxLength: 99 }).map(
      (values) =>
        new Mask(
          11,
          9,
          Uint8Array.from(values, (value) => (value > 0 ? 1 : 0)),
        ),
    );
    fc.assert(
      fc.property(masks, (mask) => {
        const depths = Array.from(mask.data, (_, i) => depthAt(mask, i % 11, Math.floor(i / 11)));
        const [x, y] = innerPoint([0, 0, 11, 9], mask);
        if (mask.area() > 0) expect(depthAt(mask, Math.floor(x), Math.floor(y))).toBe(Math.max(...depths));
      }),
    );
  });
});
