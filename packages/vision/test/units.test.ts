// Visual units: JSON there and back, what a table says, and a unit that a program adds from outside.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  blankPicture,
  depthKinds,
  drawOverlay,
  JOINTS,
  type Keypoint,
  Mask,
  UnitError,
  type UnitShape,
  unitShapes,
  unitsOf,
} from "../src/index.js";

interface Ellipse {
  centre: readonly [number, number];
  radii: readonly [number, number];
}

declare module "../src/index.js" {
  interface UnitValues {
    ellipse: Ellipse;
  }
}

const { box, mask, keypoint, depth, point } = unitShapes;
const pixel = fc.integer({ min: 0, max: 2_000_000 }).map((thousandths) => thousandths / 1000);
const joints = fc.array(fc.tuple(pixel, pixel, fc.constantFrom(0, 1, 2)), { minLength: 17, maxLength: 17 });
const text = (value: unknown) => JSON.parse(JSON.stringify(value));

describe("JSON", () => {
  test("a box comes back to the thousandth of a pixel", () => {
    fc.assert(
      fc.property(fc.tuple(pixel, pixel, pixel, pixel), ([x, y, width, height]) => {
        const edges = [x, y, x + width, y + height] as const;
        const back = box.fromJson(text(box.json(edges)));
        edges.forEach((edge, i) => {
          expect(back[i]).toBeCloseTo(edge, 6);
        });
        expect(box.json(back)).toEqual(box.json(edges));
      }),
    );
    expect(box.json([1 / 3, 2 / 3, 10.0006, 20])).toEqual([0.333, 0.667, 10.001, 20]);
  });

  test("a mask comes back pixel by pixel", () => {
    const size = fc.integer({ min: 1, max: 12 });
    const masks = fc
      .tuple(size, size)
      .chain(([width, height]) =>
        fc
          .array(fc.constantFrom(0, 1), { minLength: width * height, maxLength: width * height })
          .map((pixels) => new Mask(width, height, Uint8Array.from(pixels))),
      );
    fc.assert(
      fc.property(masks, (value) => {
        const back = mask.fromJson(text(mask.json(value)));
        expect([back.width, back.height, ...back.data]).toEqual([value.width, value.height, ...value.data]);
      }),
    );
  });

  test("a mask is read from plain runs, too", () => {
    expect([...mask.fromJson({ size: [2, 2], counts: [1, 2, 1] }).data]).toEqual([0, 1, 1, 0]);
  });

  test("joints come back with their visibility", () => {
    fc.assert(
      fc.property(joints, (value) => {
        expect(keypoint.fromJson(text(keypoint.json(value as unknown as Keypoint[])))).toEqual(value);
      }),
    );
  });

  test("depths come back bit by bit", () => {
    const maps = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([width, height]) =>
      fc.record({
        width: fc.constant(width),
        height: fc.constant(height),
        kind: fc.constantFrom(...depthKinds),
        data: fc.float32Array({ minLength: width * height, maxLength: width * height }),
      }),
    );
    fc.assert(
      fc.property(maps, (map) => {
        expect(depth.fromJson(text(depth.json(map)))).toEqual(map);
      }),
    );
    const json = depth.json({ width: 2, height: 1, kind: "metric", data: Float32Array.of(1, -2) });
    // Values are little-endian on every machine; the median is of those that are known.
    expect(json).toEqual({ size: [1, 2], kind: "metric", median: 1, values: "AACAPwAAAMA=" });
    expect(depth.json({ width: 1, height: 1, kind: "relative", data: Float32Array.of(0) })).toHaveProperty(
      "median",
      null,
    );
  });

  test("a point comes back to the thousandth of a pixel", () => {
    fc.assert(
      fc.property(fc.tuple(pixel, pixel), (value) => {
        expect(point.fromJson(text(point.json(value)))).toEqual(value);
      }),
    );
    expect(point.json([1 / 3, 2])).toEqual([0.333, 2]);
  });

  const joint = [1, 2, 2];
  const size = [2, 2];
  test.each([
    [box, [1, 2, 3], "a box must be [x1, y1, x2, y2] in pixels, left before right and top before bottom, not [1,2,3]"],
    [box, [9, 2, 3, 4], /not \[9,2,3,4\]/],
    [box, [1, 2, 3, "4"], /not \[1,2,3,"4"\]/],
    [box, [1, 2, 3, Number.NaN], /a box must be/],
    [box, null, /not null/],
    [box, undefined, /not undefined/],
    [
      mask,
      { counts: "04" },
      /a mask must be run lengths { size: \[height, width\], counts } or { size, polygons }, not {"counts":"04"}/,
    ],
    [mask, { size, counts: 4 }, /a mask must be/],
    [mask, { size: [2, 2.5], counts: "04" }, /a mask must be/],
    [mask, { size, counts: [1, "2", 1] }, /a mask must be/],
    [mask, { size, counts: [1, 2] }, "a mask cannot be read: the mask's runs cover 3 pixels, but size [2, 2] has 4"],
    [keypoint, Array(16).fill(joint), /a keypoint must be 17 joints \[x, y, visibility\], visibility 0, 1 or 2, not/],
    [keypoint, [...Array(16).fill(joint), [1, 2, 3]], /a keypoint must be/],
    [keypoint, {}, /a keypoint must be/],
    [depth, { size, kind: "metric", values: "AACAPw==" }, /a depth must be { size: \[height, width\], kind/],
    [depth, { size, kind: "metric", values: "?" }, /a depth must be/],
    [depth, { size: [1, 1], kind: "metric", values: "AAA=" }, /a depth must be/],
    [depth, { size: [1, 1], kind: "far", values: "AACAPw==" }, /"far"/],
    [point, [1], "a point must be [x, y] in pixels, not [1]"],
    [point, "1, 2", /not "1, 2"/],
  ] as [UnitShape, unknown, string | RegExp][])("%#: data that is no %o is refused", (shape, json, message) => {
    expect(() => shape.fromJson(json)).toThrow(UnitError);
    expect(() => shape.fromJson(json)).toThrow(message);
  });

  test("a long value is cut in the message", () => {
    expect(() => point.fromJson(Array(1000).fill(7))).toThrow(/^.{100,150}…$/);
  });
});

test("every unit goes by the key of its shape", () => {
  expect(Object.entries(unitShapes).map(([key, { name }]) => [key, name])).toEqual(
    Object.keys(unitShapes).map((key) => [key, key]),
  );
});

test("cells say a value, one for each column", () => {
  const person = JOINTS.map((_, i): Keypoint => [i, i, i < 3 ? 0 : 2]);
  const map = { width: 1, height: 3, data: Float32Array.of(0, 1.5, 4), kind: "metric" } as const;
  expect(box.cells([1, 2, 3.25, 4])).toEqual(["1.0", "2.0", "3.3", "4.0"]);
  expect(mask.cells(new Mask(2, 2, Uint8Array.of(1, 1, 0, 1)))).toEqual(["3 px"]);
  expect(keypoint.cells(person)).toEqual(["14 of 17"]);
  expect(depth.cells(map)).toEqual(["metric", "1.5 m", "4.0 m", "4.0 m"]);
  expect(depth.cells({ ...map, kind: "invented" })).toEqual(["invented", "1.5 m", "4.0 m", "4.0 m"]);
  expect(depth.cells({ ...map, kind: "relative" })).toEqual(["relative", "-", "-", "-"]);
  expect(point.cells([1, 2])).toEqual(["1.0", "2.0"]);
  const values = { box: [1, 2, 3, 4], mask: new Mask(2, 2), keypoint: person, depth: map, point: [1, 2] } as const;
  const told = unitsOf(values);
  expect(told).toHaveLength(Object.keys(unitShapes).length);
  for (const { shape, value } of told) expect(shape.cells(value)).toHaveLength(shape.columns.length);
});

describe("a unit that a program adds", () => {
  const ellipse: UnitShape<"ellipse"> = {
    name: "ellipse",
    plurality: "many",
    json: ({ centre, radii }) => ({ centre, radii }),
    fromJson: (json) => json as Ellipse,
    columns: ["radii"],
    cells: ({ radii }) => [radii.join(" x ")],
    drawing: {
      draw(canvas, { centre: [x, y] }, { scale, colour }) {
        canvas.fill(x * scale - 2, y * scale - 2, x * scale + 2, y * scale + 2, colour);
      },
      anchor: ({ centre: [x, y], radii: [rx, ry] }) => [x - rx, y - ry, x + rx, y + ry],
    },
  };
  const shapes = { ...unitShapes, ellipse };
  const value: Ellipse = { centre: [10, 20], radii: [3, 4] };

  test("goes through JSON and cells beside the built-in ones", () => {
    const found = unitsOf({ ellipse: value, box: [0, 0, 4, 4] }, shapes);
    expect(found.map(({ shape, value }) => [shape.name, shape.json(value), shape.cells(value)])).toEqual([
      ["box", [0, 0, 4, 4], ["0.0", "0.0", "4.0", "4.0"]],
      ["ellipse", value, ["3 x 4"]],
    ]);
    expect(unitsOf({ ellipse: value })).toEqual([]);
  });

  test("is drawn, and named in the legend", async () => {
    const picture = blankPicture(64, 64, [0, 0, 0]);
    const options = { labels: false, minSide: 64, units: shapes };
    const drawn = await drawOverlay(picture, [{ label: "", color: [9, 200, 30], ellipse: value }], options);
    const at = 3 * (20 * 64 + 10);
    expect([...drawn.data.subarray(at, at + 3)]).toEqual([9, 200, 30]);
    const without = await drawOverlay(picture, [{ label: "", color: [9, 200, 30] }], options);
    expect(without.data).not.toEqual(drawn.data);
  });
});
