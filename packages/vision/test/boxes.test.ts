// Boxes: conversions and overlaps agree with torchvision's.
import { describe, expect, test } from "vitest";
import {
  type Box,
  boxGiou,
  boxIou,
  type CxcywhBox,
  clipBox,
  cxcywhToXyxy,
  hullOf,
  Mask,
  xywhToXyxy,
  xyxyToCxcywh,
  xyxyToXywh,
} from "../src/index.js";
import { goldenTensors } from "./golden.js";

const golden = goldenTensors("vision-ops/io.safetensors");
const rows = (name: string): number[][] => {
  const { shape, data } = golden.get(name)!;
  const width = shape.at(-1)!;
  return Array.from({ length: data.length / width }, (_, i) =>
    Array.from({ length: width }, (_, j) => data[i * width + j]!),
  );
};
const near = (actual: readonly number[], expected: readonly number[], tolerance = 1e-5) =>
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(expected[i]!)));
  });

describe("golden vision-ops", () => {
  test("conversions", () => {
    const boxes = rows("box.a_cxcywh") as unknown as CxcywhBox[];
    boxes.forEach((box, i) => {
      const corners = cxcywhToXyxy(box);
      near(corners, rows("box.a_xyxy")[i]!);
      near(xyxyToXywh(corners), rows("box.a_xywh")[i]!);
      near(xyxyToCxcywh(corners), rows("box.a_back")[i]!);
      near(xywhToXyxy(xyxyToXywh(corners)), corners);
    });
  });

  test("IoU and generalised IoU", () => {
    const [a, b] = [rows("box.a_xyxy"), rows("box.b_xyxy")] as unknown as [Box[], Box[]];
    a.forEach((one, i) => {
      near(
        b.map((other) => boxIou(one, other)),
        rows("box.iou")[i]!,
      );
      near(
        b.map((other) => boxGiou(one, other)),
        rows("box.giou")[i]!,
      );
    });
  });

  test("mask IoU, and boxes of masks", () => {
    const masks = (name: string) => {
      const { shape, data } = golden.get(name)!;
      const [count, height, width] = shape as [number, number, number];
      const size = height * width;
      return Array.from(
        { length: count },
        (_, k) =>
          new Mask(
            width,
            height,
            Uint8Array.from({ length: size }, (_, i) => data[k * size + i]!),
          ),
      );
    };
    const [a, b] = [masks("mask.a"), masks("mask.b")];
    a.forEach((one, i) => {
      near(
        b.map((other) => one.iou(other)),
        rows("mask.iou")[i]!,
        1e-12,
      );
    });
    b.forEach((mask, i) => {
      const [x1, y1, x2, y2] = mask.box();
      // torchvision names the last pixel, we the edge after it; an empty mask is all zeros in both.
      const edge = mask.area() > 0 ? 1 : 0;
      expect([x1, y1, x2 - edge, y2 - edge]).toEqual(rows("mask.boxes_of_b")[i]);
    });
  });
});

test("overlaps of boxes without area are numbers", () => {
  expect(boxIou([1, 1, 1, 1], [1, 1, 1, 1])).toBe(0);
  expect(boxGiou([1, 1, 1, 1], [1, 1, 1, 1])).toBe(0);
});

test("clipping and hulls", () => {
  expect(clipBox([-5, 2, 20, 30], 10, 12)).toEqual([0, 2, 10, 12]);
  expect(hullOf([])).toEqual([0, 0, 0, 0]);
  expect(
    hullOf([
      [1, 5, 3, 6],
      [0, 7, 2, 9],
    ]),
  ).toEqual([0, 5, 3, 9]);
  expect(Mask.fromBox([0.5, 0.6, 3, 9], 4, 4).box()).toEqual([0, 1, 3, 4]);
});
