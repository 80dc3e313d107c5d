// Scribbles, points and boxes that users draw: where they lie.
import { boxIou, Mask, promptMask } from "@refvlm/vision";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../src/index.js";
import { MaskPixels } from "../src/pointing/mask-pixels.js";
import { kindsFor, pointAt } from "../src/pointing/pointing.js";
import { scribbleIn } from "../src/pointing/scribble.js";

const [width, height] = [40, 30];
/** Any mask that is not empty: a few boxes together, holes and islands included. */
const masks = fc
  .array(
    fc.tuple(fc.nat(width - 2), fc.nat(height - 2), fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 25 })),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((boxes) => {
    const data = new Uint8Array(width * height);
    for (const [x, y, w, h] of boxes)
      for (let v = y; v < Math.min(height, y + h); v++)
        for (let u = x; u < Math.min(width, x + w); u++) data[v * width + u] ^= 1;
    data[17] = 1;
    return new Mask(width, height, data);
  });

describe("MaskPixels", () => {
  it("1. knows the same pixels as the mask", () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const pixels = new MaskPixels(mask);
        expect(pixels.area).toBe(mask.area());
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++) expect(pixels.has([x + 0.3, y + 0.8])).toBe(mask.data[y * width + x] === 1);
      }),
      { numRuns: 50 },
    );
  });

  it("2. has nothing outside the picture", () => {
    const pixels = new MaskPixels(new Mask(2, 2, new Uint8Array([1, 1, 1, 1])));
    for (const point of [
      [-0.1, 0],
      [0, -0.1],
      [2, 0],
      [0, 2],
    ] as const)
      expect(pixels.has(point)).toBe(false);
  });

  it("3. counts every pixel once, and no further", () => {
    const mask = new Mask(3, 2, new Uint8Array([1, 0, 1, 1, 0, 0]));
    const pixels = new MaskPixels(mask);
    expect([0, 1, 2].map((i) => pixels.at(i))).toEqual([
      [0.5, 0.5],
      [0.5, 1.5],
      [2.5, 0.5],
    ]);
    expect(() => pixels.at(3)).toThrow(RangeError);
  });
});

describe("scribbleIn", () => {
  it("1. stays in the mask, between its points, too", () => {
    fc.assert(
      fc.property(masks, fc.nat(), (mask, seed) => {
        const pixels = new MaskPixels(mask);
        const { points } = scribbleIn(pixels, Random.of(seed));
        for (const [i, [x, y]] of points.entries()) {
          expect(pixels.has([x, y])).toBe(true);
          const [fromX, fromY] = points[Math.max(0, i - 1)];
          for (const t of [0.25, 0.5, 0.75])
            expect(pixels.has([fromX + t * (x - fromX), fromY + t * (y - fromY)])).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("2. keeps its width inside, within a pixel, where it is wider than one", () => {
    const mask = Mask.fromBox([20, 20, 180, 120], 200, 140);
    const { points, width: wide } = scribbleIn(new MaskPixels(mask), Random.of(1));
    expect(wide).toBeGreaterThan(1);
    const covered = promptMask({ kind: "scribble", points, width: wide }, 200, 140);
    const around = Mask.fromBox([19, 19, 181, 121], 200, 140);
    expect(around.intersection(covered)).toBe(covered.area());
  });

  it("3. goes somewhere in a large mask, and is a dot in a single pixel", () => {
    const large = scribbleIn(new MaskPixels(Mask.fromBox([0, 0, 100, 100], 100, 100)), Random.of(2));
    expect(large.points.length).toBeGreaterThanOrEqual(10);
    const dot = scribbleIn(new MaskPixels(Mask.fromBox([4, 4, 5, 5], 9, 9)), Random.of(3));
    expect(dot.width).toBe(1);
    for (const [x, y] of dot.points) expect([Math.floor(x), Math.floor(y)]).toEqual([4, 4]);
  });

  it("4. repeats itself for the same seed only", () => {
    const pixels = new MaskPixels(Mask.fromBox([0, 0, 30, 30], width, height));
    expect(scribbleIn(pixels, Random.of(4))).toEqual(scribbleIn(pixels, Random.of(4)));
    expect(scribbleIn(pixels, Random.of(4))).not.toEqual(scribbleIn(pixels, Random.of(5)));
  });
});

describe("pointAt", () => {
  const box = [10, 5, 34, 29] as const;
  const size = { width, height };

  it("1. draws points and boxes without a mask, scribbles and masks only with one", () => {
    expect(kindsFor({ name: "dog", box })).toEqual(["point", "box"]);
    expect(pointAt({ name: "dog", box }, "scribble", size, Random.of(1))).toBeUndefined();
    expect(pointAt({ name: "dog", box }, "mask", size, Random.of(1))).toBeUndefined();
  });

  it("2. takes a point from the middle of a box that has no mask", () => {
    for (let i = 0; i < 50; i++) {
      const prompt = pointAt({ name: "dog", box }, "point", size, Random.of(i))!;
      if (prompt.kind !== "point") throw new Error(prompt.kind);
      expect(prompt.points[0][0]).toBeGreaterThanOrEqual(18);
      expect(prompt.points[0][0]).toBeLessThanOrEqual(26);
    }
  });

  it("3. draws boxes by hand: near the object's, never outside the picture", () => {
    for (let i = 0; i < 100; i++) {
      const prompt = pointAt({ name: "dog", box: [0, 0, width, height] }, "box", size, Random.of(i))!;
      if (prompt.kind !== "box") throw new Error(prompt.kind);
      const [x1, y1, x2, y2] = prompt.box;
      expect(x1 >= 0 && y1 >= 0 && x2 <= width && y2 <= height).toBe(true);
      expect(boxIou(prompt.box, [0, 0, width, height])).toBeGreaterThan(0.75);
    }
  });

  it("4. takes published prompts where there are any", () => {
    const scribble = { kind: "scribble", points: [[12, 12]], width: 3 } as const;
    const object = { name: "dog", box, prompts: [scribble] };
    expect(kindsFor(object)).toEqual(["point", "box", "scribble"]);
    expect(pointAt(object, "scribble", size, Random.of(1))).toBe(scribble);
  });

  it("5. boxes no stuff to point at it", () => {
    const mask = Mask.fromBox(box, width, height);
    expect(kindsFor({ name: "sky", box, mask, stuff: true })).toEqual(["point", "scribble", "mask"]);
  });

  it("6. gives nothing for an empty mask", () => {
    expect(pointAt({ name: "dog", box, mask: new Mask(width, height) }, "point", size, Random.of(1))).toBeUndefined();
  });
});
