// What other programs read: polygons that are the mask, COCO's data set, CSV, cut-outs, 16-bit depth.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  blankPicture,
  CocoExport,
  type Colour,
  captioned,
  csvHeading,
  csvRows,
  cutOut,
  depthSteps,
  drawOverlay,
  Mask,
  maskLayer,
  maskPolygons,
  polygonShapes,
  unitShapes,
} from "../src/index.js";
import { encodePng, loadPicture } from "../src/node/index.js";
import { textWidth, wrapText } from "../src/overlay/text.js";

/** A mask from rows of `#` and `.`. */
function maskOf(...rows: string[]): Mask {
  const pixels = rows.flatMap((row) => [...row].map((letter) => Number(letter === "#")));
  return new Mask(rows[0]!.length, rows.length, Uint8Array.from(pixels));
}

describe("polygons of a mask", () => {
  test("are outlines along the edges of pixels, one a part", () => {
    expect(maskPolygons(maskOf("##.", "##.", "..#"))).toEqual([
      [2, 0, 2, 2, 0, 2, 0, 0],
      [3, 2, 3, 3, 2, 3, 2, 2],
    ]);
    expect(maskPolygons(new Mask(4, 4))).toEqual([]);
  });

  test("hold a hole by a cut without width", () => {
    const [ring, ...more] = maskPolygons(maskOf("###", "#.#", "###"));
    expect(more).toEqual([]);
    expect(ring).toHaveLength(2 * (4 + 4 + 3));
  });

  test("are the very mask again, whatever its parts, holes and parts in holes", () => {
    const masks = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
      .chain(([width, height]) =>
        fc
          .uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
          .map((pixels) => new Mask(width, height, pixels)),
      );
    fc.assert(
      fc.property(masks, (mask) => {
        const again = Mask.fromPolygons(maskPolygons(mask), mask.width, mask.height);
        expect(again.toRle()).toEqual(mask.toRle());
        const json = JSON.parse(JSON.stringify(polygonShapes.mask.json(mask)));
        expect(unitShapes.mask.fromJson(json).toRle()).toEqual(mask.toRle());
      }),
      { numRuns: 500 },
    );
  });
});

const square = maskOf("....", ".##.", ".##.", "....");
const pictures = [
  {
    file: 'a, "b".png',
    width: 4,
    height: 4,
    objects: [
      { phrase: "dog", score: 0.91239, mask: square },
      { phrase: "cup", score: 0.5, box: [0, 0.25, 2, 4] as const },
      { phrase: "spot", score: 0.5, point: [1, 1] as const },
    ],
  },
  { file: "c.png", width: 9, height: 8, objects: [{ phrase: "dog", score: 1, box: [1, 1, 3, 2] as const }] },
];

test("COCO's data set: phrases are categories, masks polygons, what has no extent is left out", () => {
  const coco = new CocoExport();
  expect(pictures.map((picture) => coco.add(picture))).toEqual([1, 0]);
  const { images, categories, annotations } = coco.toJSON();
  expect(images).toEqual([
    { id: 1, file_name: 'a, "b".png', width: 4, height: 4 },
    { id: 2, file_name: "c.png", width: 9, height: 8 },
  ]);
  expect(categories).toEqual([
    { id: 1, name: "dog" },
    { id: 2, name: "cup" },
  ]);
  const plain = { iscrowd: 0 };
  expect(annotations).toEqual([
    {
      ...{ ...plain, id: 1, image_id: 1, category_id: 1, bbox: [1, 1, 2, 2], area: 4, score: 0.9124 },
      segmentation: [[3, 1, 3, 3, 1, 3, 1, 1]],
    },
    { ...plain, id: 2, image_id: 1, category_id: 2, bbox: [0, 0.25, 2, 3.75], area: 7.5, score: 0.5 },
    { ...plain, id: 3, image_id: 2, category_id: 1, bbox: [1, 1, 2, 1], area: 2, score: 1 },
  ]);
});

test("CSV: a row an object, quoted where it must be", () => {
  expect(csvHeading).toBe("file,width,height,number,phrase,score,x1,y1,x2,y2,area\r\n");
  expect(csvRows(pictures[0]!)).toBe(
    [
      '"a, ""b"".png",4,4,1,dog,0.9124,,,,,4',
      '"a, ""b"".png",4,4,2,cup,0.5000,0,0.25,2,4,',
      '"a, ""b"".png",4,4,3,spot,0.5000,,,,,',
      "",
    ].join("\r\n"),
  );
});

describe("with transparency", () => {
  const picture = blankPicture(4, 4, [10, 20, 30]);

  test("an object is cut out along its mask, or else as its box", () => {
    const corner = maskOf("....", ".#..", ".##.", "....");
    const masked = cutOut(picture, { mask: corner, box: [0, 0, 4, 4] })!;
    expect([masked.width, masked.height]).toEqual([2, 2]);
    expect([...masked.data]).toEqual([10, 20, 30, 255, 0, 0, 0, 0, 10, 20, 30, 255, 10, 20, 30, 255]);
    expect(cutOut(picture, { box: [0.5, -3, 1.5, 2] })).toMatchObject({ width: 2, height: 2 });
    for (const nothing of [{}, { mask: new Mask(4, 4) }, { box: [9, 9, 12, 12] as const }])
      expect(cutOut(picture, nothing)).toBeUndefined();
  });

  test("a mask is a layer of one colour, and a PNG keeps it", async () => {
    const layer = maskLayer(square, [1, 2, 3]);
    expect([...layer.data.subarray(4 * 5, 4 * 5 + 4)]).toEqual([1, 2, 3, 255]);
    expect([...layer.data.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    // Transparent pixels are laid over white when a picture is read.
    const read = await loadPicture(await encodePng(layer));
    expect([...read.data.subarray(0, 3), ...read.data.subarray(15, 18)]).toEqual([255, 255, 255, 1, 2, 3]);
  });
});

describe("depth in 16 bits", () => {
  const map = (kind: "metric" | "relative", ...values: number[]) =>
    depthSteps({ width: values.length, height: 1, kind, data: Float32Array.from(values) });

  test("metres are millimetres while the farthest fits; unknown stays 0, near stays known", () => {
    expect(map("metric", 0, 1.2345, 0.0001, 65.5)).toMatchObject({ scale: 0.001, kind: "metric" });
    expect([...map("metric", 0, 1.2345, 0.0001, 65.5).data]).toEqual([0, 1235, 1, 65_500]);
    const far = map("metric", 131.07, 0);
    expect([...far.data]).toEqual([65_535, 0]);
    expect(far.scale).toBeCloseTo(0.002, 8);
  });

  test("relative depth takes all steps, and unknown everywhere is nothing", () => {
    expect([...map("relative", 0.5, 0.25).data]).toEqual([65_535, 32_768]);
    expect([...map("relative", 0, 0).data]).toEqual([0, 0]);
  });

  test("a PNG keeps all 16 bits", async () => {
    const { default: sharp } = await import("sharp");
    const png = await encodePng(map("metric", 0, 1.234, 60));
    const { data } = await sharp(png)
      .toColourspace("grey16")
      .raw({ depth: "ushort" })
      .toBuffer({ resolveWithObject: true });
    expect([...new Uint16Array(data.buffer, data.byteOffset, data.length / 2)]).toEqual([0, 1234, 60_000]);
  });
});

describe("captions", () => {
  test("hold every letter in lines that fit, parted at white space where they can be", () => {
    const width = Math.max(textWidth("where is", 10), textWidth("the dog?", 10));
    expect(wrapText("where is  the\ndog?", width, 10)).toEqual(["where is", "the dog?"]);
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 20, max: 300 }), (text, width) => {
        const lines = wrapText(text, width, 10);
        expect(lines.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
        for (const line of lines.filter((line) => [...line].length > 1))
          expect(textWidth(line, 10)).toBeLessThanOrEqual(width);
      }),
    );
  });

  test("make the picture as much higher as they need", () => {
    const white: Colour = [255, 255, 255];
    const heights = ["", "word", "word ".repeat(60)].map(
      (text) => captioned(blankPicture(200, 50, [0, 0, 0]), text, white).height,
    );
    expect(heights[0]).toBeLessThan(heights[1]!);
    expect(heights[1]).toBeLessThan(heights[2]!);
  });
});

test("lines are the same share of every picture's longer side, and at least one pixel", async () => {
  const thickness = async (side: number) => {
    const box = [side / 4, side / 16, (3 * side) / 4, (3 * side) / 16] as const;
    const shape = { label: "", color: [255, 0, 0] as const, box };
    const plain = { labels: false, legend: false, minSide: 1 };
    const { data } = await drawOverlay(blankPicture(side, side / 4, [0, 0, 0]), [shape], plain);
    const middle = data.subarray((3 * side * side) / 8, (3 * side * side) / 8 + (3 * side) / 2);
    return middle.filter((value) => value === 255).length;
  };
  expect(await thickness(64)).toBe(1);
  expect(await thickness(640)).toBe(2);
  expect(await thickness(6400)).toBe(20);
});
