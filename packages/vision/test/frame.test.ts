// Frames: what goes to the padded square comes back to the same original pixels.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Box, Frame, Mask } from "../src/index.js";

const sizes = fc.record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) });
const masks = sizes.chain(({ width, height }) =>
  fc
    .uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
    .map((data) => new Mask(width, height, data)),
);

test("the picture lies in the middle of a square of its longer side, as CLIP pads", () => {
  expect(Frame.letterbox(97, 61)).toMatchObject({ side: 97, offset: [0, 18] });
  expect(Frame.letterbox(51, 70)).toMatchObject({ side: 70, offset: [9, 0] });
  expect(Frame.letterbox(200, 100).toUnitSquare([0, 0, 200, 100])).toEqual([0.5, 0.5, 1, 0.5]);
});

describe("properties", () => {
  test("points and boxes round trip", () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(sizes, unit, unit, unit, unit, ({ width, height }, a, b, c, d) => {
        const frame = Frame.letterbox(width, height);
        const xs = [a * width, b * width].sort((p, q) => p - q);
        const ys = [c * height, d * height].sort((p, q) => p - q);
        const box: Box = [xs[0]!, ys[0]!, xs[1]!, ys[1]!];
        frame.fromUnitSquare(frame.toUnitSquare(box)).forEach((edge, i) => {
          expect(edge).toBeCloseTo(box[i]!, 9);
        });
        const [x, y] = frame.pointFromUnitSquare(frame.pointToUnitSquare([xs[0]!, ys[0]!]));
        expect(x).toBeCloseTo(xs[0]!, 9);
        expect(y).toBeCloseTo(ys[0]!, 9);
      }),
    );
  });

  test("boxes from a decoder never leave the picture", () => {
    const wild = fc.double({ min: -2, max: 3, noNaN: true });
    fc.assert(
      fc.property(sizes, fc.tuple(wild, wild, wild, wild), ({ width, height }, box) => {
        const [x1, y1, x2, y2] = Frame.letterbox(width, height).fromUnitSquare(box);
        expect(Math.min(x1, y1, x2, y2)).toBeGreaterThanOrEqual(0);
        expect(Math.max(x1, x2)).toBeLessThanOrEqual(width);
        expect(Math.max(y1, y2)).toBeLessThanOrEqual(height);
      }),
    );
  });

  test("a mask comes back unchanged from a grid with a whole number of cells a pixel", () => {
    fc.assert(
      fc.property(masks, fc.integer({ min: 1, max: 3 }), (mask, cells) => {
        const frame = Frame.letterbox(mask.width, mask.height);
        const n = frame.side * cells;
        expect(frame.maskFromUnitSquare(frame.maskToUnitSquare(mask, n), n, 0.5).data).toEqual(mask.data);
      }),
    );
  });

  test("pooling keeps the area, and no mask vanishes however small", () => {
    fc.assert(
      fc.property(masks, fc.integer({ min: 1, max: 50 }), (mask, n) => {
        const { side, ...frame } = Frame.letterbox(mask.width, mask.height);
        const grid = Frame.letterbox(mask.width, mask.height).maskToUnitSquare(mask, n);
        const total = grid.reduce((sum, value) => sum + value, 0);
        expect((total * side * side) / (n * n)).toBeCloseTo(mask.area(), 2);
        mask.data.forEach((value, i) => {
          const column = Math.floor((((i % mask.width) + 0.5 + frame.offset[0]) * n) / side);
          const row = Math.floor(((Math.floor(i / mask.width) + 0.5 + frame.offset[1]) * n) / side);
          if (value) expect(grid[row * n + column]).toBeGreaterThan(0);
        });
      }),
    );
  });
});

test("sizes that do not belong together are refused", () => {
  expect(() => Frame.letterbox(0, 5)).toThrow(/0 x 5/);
  expect(() => Frame.letterbox(4, 4).maskToUnitSquare(new Mask(5, 4), 2)).toThrow(/5 x 4.*4 x 4/);
  expect(() => Frame.letterbox(4, 4).maskFromUnitSquare([1, 2, 3], 2)).toThrow(/4 values, not 3/);
});

test("a mask inside a box of the square survives, however small or far outside the picture the box reaches", () => {
  const frame = Frame.letterbox(40, 20);
  const mask = Mask.fromBox([4, 3, 30, 14], 40, 20);
  for (const box of [
    [0, -6, 40, 26],
    [2, 1, 32, 16],
  ] as const) {
    const square = frame.toUnitSquare(box);
    const cells = frame.maskInBox(mask, square, 40);
    expect(frame.maskFromBox(cells, 40, square).iou(mask)).toBeGreaterThan(0.95);
  }
  const half = frame.maskInBox(mask, frame.toUnitSquare([28, 3, 32, 14]), 2);
  expect([...half]).toEqual([1, 0, 1, 0]);
  expect(frame.maskFromBox(Float32Array.of(1, 1, 1, 1), 2, frame.toUnitSquare([4, 3, 30, 14])).data).toEqual(mask.data);
  expect(() => frame.maskFromBox([1, 2, 3], 2, [0.5, 0.5, 1, 1])).toThrow(/4 values, not 3/);
});
