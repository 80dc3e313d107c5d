// Overlays: legible on any background, inside the picture, without any font on the machine.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Box,
  blankPicture,
  boxIntersection,
  contrasting,
  drawings,
  drawOverlay,
  Mask,
  PALETTE,
  type Picture,
  PictureError,
} from "../src/index.js";
import { glyphsOf } from "../src/overlay/glyphs.js";
import { placeLabel } from "../src/overlay/labels.js";
import { fitText, textWidth } from "../src/overlay/text.js";

const GREYS = [0, 64, 128, 192, 255];
const luminance = ([r, g, b]: readonly number[]) =>
  [r!, g!, b!].reduce((sum, v, i) => sum + [0.2126, 0.7152, 0.0722][i]! * (v / 255) ** 2.2, 0);
const contrast = (a: readonly number[], b: readonly number[]) => {
  const [low, high] = [luminance(a), luminance(b)].sort((p, q) => p - q);
  return (high! + 0.05) / (low! + 0.05);
};
const colours = ({ data }: Picture) => {
  const found = new Map<string, number[]>();
  for (let i = 0; i < data.length; i += 3) {
    const colour = [...data.subarray(i, i + 3)];
    found.set(colour.join(), colour);
  }
  return [...found.values()];
};

describe("legibility", () => {
  test.each(GREYS)("box and mask lines stand out from grey %i in every palette colour", async (grey) => {
    const ground = [grey, grey, grey] as const;
    for (const color of [...PALETTE, [0, 0, 0] as const, [255, 255, 255] as const])
      for (const unit of [{ box: [8, 8, 30, 30] as Box }, { mask: Mask.fromBox([8, 8, 30, 30], 40, 40) }]) {
        const drawn = await drawOverlay(blankPicture(40, 40, ground), [{ label: "", color, ...unit }], {
          legend: false,
          minSide: 60,
        });
        expect(Math.max(...colours(drawn).map((colour) => contrast(colour, ground)))).toBeGreaterThan(3);
      }
  });

  test("label text contrasts with its chip", () => {
    for (const colour of PALETTE) expect(contrast(colour, contrasting(colour))).toBeGreaterThan(4.5);
  });

  test("small pictures are enlarged, large ones keep their pixels, the legend adds a strip below", async () => {
    const shape = { label: "dog", box: [1, 1, 9, 9] as Box, score: 0.5 };
    const small = await drawOverlay(blankPicture(128, 96, [9, 9, 9]), [shape], { legend: false });
    expect([small.width, small.height]).toEqual([640, 480]);
    const large = await drawOverlay(blankPicture(800, 700, [9, 9, 9]), [shape], { legend: false });
    expect([large.width, large.height]).toEqual([800, 700]);
    const listed = await drawOverlay(blankPicture(800, 700, [9, 9, 9]), [shape]);
    expect(listed.width).toBe(800);
    expect(listed.height).toBeGreaterThan(700);
    const untouched = blankPicture(800, 700, [9, 9, 9]);
    const plain = await drawOverlay(untouched, []);
    expect([plain.width, plain.height, Buffer.compare(plain.data, untouched.data)]).toEqual([800, 700, 0]);
  });

  test("a long list of objects ends with how many more there are, within half the picture's height", async () => {
    const shapes = Array.from({ length: 500 }, (_, i) => ({ label: `object ${i}`, box: [i, i, i + 9, i + 9] as Box }));
    const drawn = await drawOverlay(blankPicture(640, 640, [0, 0, 0]), shapes, { labels: false });
    expect(drawn.height).toBeLessThanOrEqual(640 * 1.6);
  });
});

describe("text", () => {
  test("every printable ASCII character has its own drawing; others get a box, accents are dropped", () => {
    const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
    const drawn = ascii.map((character) => JSON.stringify(glyphsOf(character)));
    expect(new Set(drawn).size).toBe(95);
    expect(drawn).not.toContain(JSON.stringify(glyphsOf("狗")));
    expect(glyphsOf("é’ß")).toEqual(glyphsOf("e'ss"));
  });

  test("fitted text is never wider than its room", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 8, max: 30 }),
        (text, room, size) => {
          expect(textWidth(fitText(text, room, size), size)).toBeLessThanOrEqual(room);
        },
      ),
    );
  });
});

describe("labels", () => {
  const chip = { width: 60, height: 20 };
  const picture = { width: 400, height: 300 };
  const boxes = fc
    .tuple(fc.integer({ min: -50, max: 400 }), fc.integer({ min: -50, max: 300 }))
    .map(([x, y]): Box => [x, y, x + 80, y + 60]);

  test("stay inside the picture wherever the object is", () => {
    fc.assert(
      fc.property(boxes, (anchor) => {
        const [x1, y1, x2, y2] = placeLabel(anchor, chip, picture, []);
        expect(x1 >= 0 && y1 >= 0 && x2 <= picture.width && y2 <= picture.height).toBe(true);
      }),
    );
  });

  test("of objects in the same place keep off each other", () => {
    const taken: Box[] = [];
    for (let i = 0; i < 12; i++) taken.push(placeLabel([150, 120, 230, 180], chip, picture, taken));
    for (const [i, a] of taken.entries()) for (const b of taken.slice(0, i)) expect(boxIntersection(a, b)).toBe(0);
  });
});

describe("shapes that do not fit", () => {
  test("anything about the picture's edge or outside is cut off, never an error", async () => {
    const edge = fc.double({ min: -300, max: 300, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.tuple(edge, edge, edge, edge), fc.string(), async (box, label) => {
        await drawOverlay(blankPicture(50, 20, [90, 90, 90]), [{ label, box }], { minSide: 60 });
      }),
      { numRuns: 40 },
    );
    const one = { label: "pixel", box: [0, 0, 1, 1] as Box, mask: new Mask(1, 1, Uint8Array.of(1)) };
    expect((await drawOverlay(blankPicture(1, 1, [0, 0, 0]), [one])).width).toBe(640);
  });

  test("a mask of another picture and a box that is no number are refused", async () => {
    const drawing = (shape: object) => drawOverlay(blankPicture(40, 30, [0, 0, 0]), [{ label: "x", ...shape }]);
    await expect(drawing({ mask: new Mask(30, 40) })).rejects.toThrow(/30 x 40 pixels does not belong.*40 x 30/);
    await expect(drawing({ box: [0, Number.NaN, 1, 1] })).rejects.toBeInstanceOf(PictureError);
  });

  test("each unit of the registry can be drawn alone", () => {
    expect(Object.keys(drawings)).toEqual(["mask", "box"]);
  });
});
