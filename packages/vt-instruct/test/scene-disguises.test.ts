// Disguised icons: other colours and proportions, the same truth; scenes without them stay as they were to the byte.
import { beforeAll, describe, expect, it } from "vitest";
import { prepareAtlas, renderScene } from "../src/index.js";
import { disguiseStamp } from "../src/scene/disguise.js";
import type { Stamp } from "../src/scene/icon.js";

beforeAll(async () => {
  await prepareAtlas();
});

/** A red square of two by two pixels in the middle of four by four. */
const square: Stamp = {
  left: 0,
  top: 0,
  width: 4,
  height: 4,
  pixels: Uint8Array.from({ length: 64 }, (_, i) => {
    const [x, y, channel] = [(i >> 2) % 4, i >> 4, i % 4];
    const inside = x > 0 && x < 3 && y > 0 && y < 3;
    return inside && (channel === 0 || channel === 3) ? 255 : 0;
  }),
};
const plain = { mix: [1, 0, 0, 0, 1, 0, 0, 0, 1], shift: [0, 0, 0], soften: 0, stretch: [1, 1], turn: 0 } as const;
const pixel = ({ pixels }: Stamp, x: number, y: number) => [...pixels.subarray((y * 4 + x) * 4, (y * 4 + x) * 4 + 4)];

describe("disguiseStamp", () => {
  it("1. mixes colours where the icon is, never lighter than its alpha, and leaves the rest", () => {
    const green = disguiseStamp(square, { ...plain, mix: [0, 0, 0, 2, 0, 0, 0, 0, 0], shift: [0, 0, 0.2] });
    expect(pixel(green, 1, 1)).toEqual([0, 255, 51, 255]);
    expect(pixel(green, 0, 0)).toEqual([0, 0, 0, 0]);
    expect(disguiseStamp(square, plain).pixels).toEqual(square.pixels);
  });

  it("2. draws a line at the edge, and softens by a pixel", () => {
    expect(pixel(disguiseStamp(square, { ...plain, outline: 0.2 }), 1, 1)).toEqual([51, 51, 51, 255]);
    const soft = disguiseStamp(square, { ...plain, soften: 1 });
    expect(pixel(soft, 1, 1)).toEqual([191, 0, 0, 191]); // half itself, two of four neighbours
    expect(pixel(soft, 0, 1)).toEqual([31, 0, 0, 31]);
    expect(pixel(soft, 0, 0)).toEqual([0, 0, 0, 0]);
  });
});

describe("renderScene", () => {
  it("3. shows the same things in disguise, with true boxes, and the same bytes for the same arguments", () => {
    for (let index = 0; index < 20; index++) {
      const [bare, worn, again] = [0, 1, 1].map((disguiseRate) =>
        renderScene(3, index, { disguiseRate, maxObjects: 3 }),
      );
      expect(worn.objects.map(({ name }) => name).sort()).toEqual(bare.objects.map(({ name }) => name).sort());
      for (const { mask, box } of worn.objects) expect(mask.box()).toEqual(box);
      expect(Buffer.compare(worn.picture.data, again.picture.data)).toBe(0);
      expect(Buffer.compare(worn.picture.data, bare.picture.data)).not.toBe(0);
    }
  });

  it("4. draws scenes of many sizes between the scales", () => {
    const sides = Array.from({ length: 50 }, (_, index) =>
      renderScene(4, index, { size: 100, scales: [0.7, 1.2] }),
    ).map(({ picture }) => picture.width);
    expect(Math.min(...sides)).toBeGreaterThanOrEqual(70);
    expect(Math.max(...sides)).toBeLessThanOrEqual(120);
    expect(new Set(sides).size).toBeGreaterThan(20);
  });
});
