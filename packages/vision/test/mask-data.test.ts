// A mask is its data: what it is made from goes through clones, messages between threads and JSON, and comes back whole.
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Mask, RleError, unitShapes } from "../src/index.js";

const square = [1, 1, 5, 1, 5, 4, 1, 4];
const pixels = (width: number, height: number) =>
  fc.array(fc.constantFrom(0, 1), { minLength: width * height, maxLength: width * height });
/** Made in every way that there is, its pixels looked at or not. */
const masks = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })).chain(([width, height]) =>
  fc
    .tuple(pixels(width, height), fc.constantFrom("pixels", "runs", "polygons"), fc.boolean())
    .map(([values, made, seen]) => {
      const drawn = new Mask(width, height, Uint8Array.from(values));
      const mask =
        made === "pixels"
          ? drawn
          : made === "runs"
            ? Mask.fromRle(drawn.toRle())
            : Mask.fromPolygons([square], width, height);
      if (seen) expect(mask.data).toHaveLength(width * height);
      return mask;
    }),
);
const everything = (mask: Mask) => [mask.width, mask.height, mask.area(), mask.box(), [...mask.data]];

/** As another thread gets it. */
function posted<T>(value: T): T {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(value);
  const received = receiveMessageOnPort(port2)!.message;
  port1.close();
  return received;
}

describe("a mask", () => {
  test.each<[string, (mask: Mask) => unknown]>([
    ["structuredClone", (mask) => structuredClone(mask)],
    ["postMessage", (mask) => posted(mask)],
    ["JSON", (mask) => JSON.parse(JSON.stringify(mask))],
  ])("loses nothing in %s", (_, through) => {
    fc.assert(
      fc.property(masks, (mask) => {
        const copy = through(mask) as Parameters<typeof Mask.from>[0];
        expect(copy).not.toBeInstanceOf(Mask);
        expect(everything(Mask.from(copy))).toEqual(everything(mask));
      }),
      { numRuns: 60 },
    );
  });

  test("is what it was written to last", () => {
    const mask = Mask.fromPolygons([square], 6, 5);
    mask.data.fill(1);
    expect(Mask.from(structuredClone(mask)).area()).toBe(30);
    expect(Mask.from(JSON.parse(JSON.stringify(mask))).area()).toBe(30);
  });

  test("as JSON is COCO's run lengths with their size, and so is its clone as a unit", () => {
    const mask = new Mask(3, 2, Uint8Array.of(0, 1, 1, 0, 0, 1));
    expect(JSON.parse(JSON.stringify(mask))).toEqual({ size: [2, 3], counts: mask.toRle().counts });
    expect(unitShapes.mask.json(structuredClone(mask))).toEqual(mask.toRle());
  });

  test("is itself, and no copy, where there is one already", () => {
    const mask = new Mask(3, 2);
    expect(Mask.from(mask)).toBe(mask);
  });

  test("has copies that know its run lengths and area once one was asked, and pixels of their own", () => {
    const mask = Mask.fromPolygons([square], 6, 5);
    const copy = mask.copy();
    const [area, rle] = [copy.area(), copy.toRle()];
    expect(mask.toRle()).toBe(rle);
    copy.data.fill(1);
    expect([copy.area(), mask.area(), mask.copy().area()]).toEqual([30, area, area]);
    expect(mask.hasPixels).toBe(false);
  });

  test("is refused where its data does not fill it", () => {
    expect(() => Mask.from({ size: [2, 2], counts: [3] })).toThrow(RleError);
    expect(() => Mask.from({ width: 2, height: 2, content: new Uint8Array(3) })).toThrow(RangeError);
    expect(() => Mask.from({ width: 2, height: 2, content: { polygons: [[0, 0, 1]] } })).toThrow(RleError);
  });

  test("that is still to be read says that it cannot be cloned, and loses nothing silently", () => {
    const lazy = new Mask(2, 1, () => ({ size: [1, 2], counts: [1, 1] }));
    expect(() => structuredClone(lazy)).toThrow(/could not be cloned/);
    expect([...Mask.from(JSON.parse(JSON.stringify(lazy))).data]).toEqual([0, 1]);
    expect(Mask.from(structuredClone(lazy)).area()).toBe(1);
  });
});
