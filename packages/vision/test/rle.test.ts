// Run-length masks are byte-equal with COCO's, and decode to what was encoded.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  boxToRle,
  cocoBoxIou,
  compressRle,
  decodeRle,
  encodeRle,
  Mask,
  mergeRle,
  polygonArea,
  polygonsToRle,
  polygonToRle,
  type Rle,
  rleArea,
  rleBox,
  rleIou,
  rleRuns,
  type XywhBox,
} from "../src/index.js";
import { goldenJson } from "./golden.js";

type Size = [number, number];
type Described = { counts: string; area: number; bbox: number[] };

const describeRle = (rle: Rle): Described => ({
  counts: rle.counts as string,
  area: rleArea(rle),
  bbox: [...rleBox(rle)],
});
const pixelsOf = (bits: string, [h, w]: Size) => {
  const bytes = Buffer.from(bits, "base64");
  const pixels = new Uint8Array(h * w);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (bytes[i >> 3]! >> (7 - (i & 7))) & 1;
  return pixels;
};

describe("golden metrics/rle", () => {
  test("masks: encoding, decoding, runs, area and box", () => {
    type Case = { size: Size; pixels: string; runs: number[] } & Described;
    for (const { size, pixels, runs, counts, area, bbox } of goldenJson<Case[]>("metrics/rle/masks.json.gz")) {
      const bits = pixelsOf(pixels, size);
      expect(describeRle(encodeRle(bits, size[1], size[0]))).toEqual({ counts, area, bbox });
      expect(compressRle({ size, counts: runs }).counts).toBe(counts);
      expect(rleRuns({ size, counts }).join()).toBe(runs.join());
      expect(Buffer.compare(decodeRle({ size, counts }), bits)).toBe(0);
    }
  });

  test("polygons: each, their union and intersection", () => {
    type Case = {
      size: Size;
      segmentation: number[][];
      rles: Described[];
      union: Described;
      intersection: Described;
      unionPixelsSha256: string;
    };
    for (const { size, segmentation, ...expected } of goldenJson<Case[]>("metrics/rle/polygons.json")) {
      const [height, width] = size;
      const rles = segmentation.map((polygon) => polygonToRle(polygon, width, height));
      expect(rles.map(describeRle)).toEqual(expected.rles);
      const union = polygonsToRle(segmentation, width, height);
      expect(describeRle(union)).toEqual(expected.union);
      expect(describeRle(mergeRle(rles, { intersect: true }))).toEqual(expected.intersection);
      expect(createHash("sha256").update(decodeRle(union)).digest("hex")).toBe(expected.unionPixelsSha256);
    }
  });

  test("crowd regions and boxes", () => {
    for (const { size, runs, counts, area, bbox } of goldenJson<({ size: Size; runs: number[] } & Described)[]>(
      "metrics/rle/crowd.json",
    ))
      expect(describeRle(compressRle({ size, counts: runs }))).toEqual({ counts, area, bbox });
    for (const { size, boxes, rles } of goldenJson<{ size: Size; boxes: XywhBox[]; rles: Described[] }[]>(
      "metrics/rle/boxes.json",
    ))
      expect(boxes.map((box) => describeRle(boxToRle(box, size[1], size[0])))).toEqual(rles);
  });

  test("merging", () => {
    type Case = { size: Size; rles: string[]; union: Described; intersection: Described };
    for (const { size, rles, union, intersection } of goldenJson<Case[]>("metrics/rle/merge.json")) {
      const masks = rles.map((counts) => ({ size, counts }));
      expect(describeRle(mergeRle(masks))).toEqual(union);
      expect(describeRle(mergeRle(masks, { intersect: true }))).toEqual(intersection);
    }
  });

  test("IoU of masks and of boxes, with and without crowd", () => {
    type Case<T> = { size: Size; dt: T[]; gt: T[]; iscrowd: number[]; iou: number[][]; iouCrowd: number[][] };
    const check = <T>(cases: Case<T>[], iou: (dt: T, gt: T, crowd: boolean, size: Size) => number) => {
      for (const { size, dt, gt, iscrowd, ...expected } of cases)
        dt.forEach((a, i) => {
          gt.forEach((b, j) => {
            expect(Math.abs(iou(a, b, false, size) - expected.iou[i]![j]!)).toBeLessThan(1e-12);
            expect(Math.abs(iou(a, b, iscrowd[j] === 1, size) - expected.iouCrowd[i]![j]!)).toBeLessThan(1e-12);
          });
        });
    };
    check(goldenJson<Case<string>[]>("metrics/rle/iou-masks.json"), (a, b, crowd, size) =>
      rleIou({ size, counts: a }, { size, counts: b }, crowd),
    );
    check(goldenJson<Case<XywhBox>[]>("metrics/rle/iou-boxes.json"), cocoBoxIou);
  });
});

const masks = fc
  .tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
      .map((data) => new Mask(width, height, data)),
  );

describe("properties", () => {
  test("a mask comes back from its run lengths", () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const rle = mask.toRle();
        expect(Mask.fromRle(rle).data).toEqual(mask.data);
        expect(rleArea(rle)).toBe(mask.area());
        const [x, y, w, h] = rleBox(rle);
        expect(mask.box()).toEqual([x, y, x + w, y + h]);
      }),
    );
  });

  test("set operations on run lengths agree with those on pixels", () => {
    fc.assert(
      fc.property(masks, fc.infiniteStream(fc.integer({ min: 0, max: 1 })), (a, stream) => {
        const bits = a.data.map(() => stream.next().value as number);
        const b = new Mask(a.width, a.height, bits);
        expect(mergeRle([a.toRle(), b.toRle()])).toEqual(a.union(b).toRle());
        expect(mergeRle([a.toRle(), b.toRle()], { intersect: true })).toEqual(a.intersect(b).toRle());
        expect(rleIou(a.toRle(), b.toRle())).toBeCloseTo(a.iou(b), 12);
        expect(a.subtract(b).area()).toBe(a.area() - a.intersection(b));
      }),
    );
  });

  test("a triangle has about as many pixels as its area", () => {
    const at = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(fc.array(at, { minLength: 6, maxLength: 6 }), (triangle) => {
        let outline = 0;
        for (let i = 0; i < 6; i += 2)
          outline += Math.hypot(triangle[i]! - triangle[(i + 2) % 6]!, triangle[i + 1]! - triangle[(i + 3) % 6]!);
        const difference = Math.abs(rleArea(polygonToRle(triangle, 60, 60)) - polygonArea(triangle));
        expect(difference).toBeLessThanOrEqual(outline + 1);
      }),
    );
  });
});

describe("bad masks", () => {
  test.each<[string, Rle, RegExp]>([
    ["runs of another size", { size: [2, 2], counts: [1, 2] }, /cover 3 pixels, but size \[2, 2\] has 4/],
    ["a negative run", { size: [2, 2], counts: [5, -1] }, /length -1/],
    ["foreign characters", { size: [2, 2], counts: "é" }, /character 0/],
    ["a cut-off string", { size: [100, 100], counts: "P" }, /cut off/],
  ])("%s", (_, rle, message) => {
    expect(() => decodeRle(rle)).toThrow(message);
  });

  test("polygons with fewer than three corners, masks of different sizes", () => {
    expect(() => polygonToRle([0, 0, 4, 4], 8, 8)).toThrow(/three/);
    expect(() => polygonToRle([0, 0, 4, 4, Number.NaN, 1], 8, 8)).toThrow(/finite/);
    expect(() => rleIou({ size: [1, 4], counts: [4] }, { size: [4, 1], counts: [4] })).toThrow(/different pictures/);
    expect(() => new Mask(3, 3, new Uint8Array(4))).toThrow(/3 x 3 needs 9/);
  });
});
