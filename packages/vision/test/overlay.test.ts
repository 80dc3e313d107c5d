// Overlays: legible on any background, inside the picture, without any font on the machine.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  arrangeTiles,
  type Box,
  blankPicture,
  boxIntersection,
  contrasting,
  drawOverlay,
  JOINTS,
  type Keypoint,
  Mask,
  PALETTE,
  type Picture,
  PictureError,
  unitShapes,
  type VisualPrompt,
} from "../src/index.js";
import { glyphsOf } from "../src/overlay/glyphs.js";
import { placeLabel } from "../src/overlay/labels.js";
import { promptDrawing } from "../src/overlay/prompt.js";
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
  test.each(GREYS)("the lines of every unit stand out from grey %i in every palette colour", async (grey) => {
    const ground = [grey, grey, grey] as const;
    for (const color of [...PALETTE, [0, 0, 0] as const, [255, 255, 255] as const])
      for (const unit of [
        { box: [8, 8, 30, 30] as Box },
        { mask: Mask.fromBox([8, 8, 30, 30], 40, 40) },
        { keypoint: JOINTS.map((_, i): Keypoint => [8 + i, 8 + i, 2]) },
        { point: [20, 20] as const },
        { prompt: { kind: "point", points: [[20, 20]] } as const },
      ]) {
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

  test("masks and depths of another picture and positions that are no numbers are refused", async () => {
    const drawing = (shape: object) => drawOverlay(blankPicture(40, 30, [0, 0, 0]), [{ label: "x", ...shape }]);
    const other = { width: 30, height: 40, data: new Float32Array(1200), kind: "metric" };
    await expect(drawing({ mask: new Mask(30, 40) })).rejects.toThrow(/30 x 40 pixels does not belong.*40 x 30/);
    await expect(drawing({ depth: other })).rejects.toThrow(/depth of 30 x 40 pixels does not belong/);
    await expect(drawing({ prompt: { kind: "mask", mask: new Mask(30, 40) } })).rejects.toThrow(/prompt of 30 x 40/);
    for (const shape of [
      { box: [0, Number.NaN, 1, 1] },
      { point: [Number.NaN, 0] },
      { keypoint: [[0, Number.POSITIVE_INFINITY, 2]] },
      { prompt: { kind: "box", box: [0, 0, Number.NaN, 1] } },
      { prompt: { kind: "scribble", points: [[0, Number.NaN]], width: 2 } },
    ])
      await expect(drawing(shape), JSON.stringify(shape)).rejects.toBeInstanceOf(PictureError);
  });

  test("points, joints and prompts outside the picture are cut off, never an error", async () => {
    const position = fc.tuple(
      fc.double({ min: -99, max: 150, noNaN: true }),
      fc.double({ min: -99, max: 150, noNaN: true }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(position, { minLength: 17, maxLength: 17 }), async (points) => {
        const keypoint = points.map(([x, y], i): Keypoint => [x, y, i % 3 === 0 ? 1 : 2]);
        const [point, corner] = points as [[number, number], [number, number]];
        const prompts = [
          { kind: "point", points: [point], minus: [corner] },
          { kind: "box", box: [...point, ...corner] },
          { kind: "scribble", points, width: 3 },
        ] as VisualPrompt[];
        const shapes = prompts.map((prompt) => ({ label: "x", keypoint, point, prompt }));
        await drawOverlay(blankPicture(50, 20, [90, 90, 90]), shapes, { minSide: 50 });
      }),
      { numRuns: 20 },
    );
  });
});

describe("units", () => {
  const ground = [120, 120, 120] as const;
  const at = ({ data, width }: Picture, x: number, y: number) => [
    ...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
  ];
  const draw = (shape: object, width = 60, height = 60) =>
    drawOverlay(blankPicture(width, height, ground), [{ label: "", color: [255, 196, 0], ...shape }], {
      legend: false,
      minSide: 60,
    });

  test("each of the registry has its drawing, areas before lines", () => {
    expect(Object.keys(unitShapes)).toEqual(["depth", "mask", "box", "keypoint", "point"]);
  });

  test("depth is warm and bright near, cold and dark far, and untouched where unknown", async () => {
    const data = Float32Array.from({ length: 60 * 60 }, (_, i) => (i % 60 < 10 ? 0 : 1 + (i % 60) / 10));
    const drawn = await draw({ depth: { width: 60, height: 60, data, kind: "metric" } });
    expect(at(drawn, 5, 30)).toEqual([...ground]);
    const columns = [11, 22, 33, 44, 58].map((x) => at(drawn, x, 30));
    const [near, far] = [columns[0]!, columns[4]!];
    expect(near[0]).toBeGreaterThan(near[2]!);
    expect(far[2]).toBeGreaterThan(far[0]!);
    const brightness = columns.map(luminance);
    expect(brightness).toEqual([...brightness].sort((a, b) => b - a));
  });

  test("depth that is the same everywhere, or nowhere known, can be drawn", async () => {
    const flat = (value: number) => ({
      depth: { width: 60, height: 60, data: new Float32Array(3600).fill(value), kind: "metric" },
    });
    expect(colours(await draw(flat(2)))).toHaveLength(1);
    expect(colours(await draw(flat(0)))).toEqual([[...ground]]);
  });

  test("hidden joints are hollow, joints without a label are not drawn", async () => {
    const joints = (visibility: 0 | 1 | 2) => ({ keypoint: [[30.5, 30.5, visibility]] });
    expect(at(await draw(joints(2)), 30, 30)).toEqual([255, 196, 0]);
    expect(at(await draw(joints(1)), 30, 30)).toEqual([...contrasting([255, 196, 0])]);
    expect(colours(await draw(joints(0)))).toEqual([[...ground]]);
  });

  test("limbs join labelled joints only", async () => {
    // Joints 5 and 7 are the ends of the left upper arm.
    const arm = (elbow: 0 | 2) => ({
      keypoint: JOINTS.map((_, i): Keypoint => (i === 5 ? [10, 30, 2] : i === 7 ? [50, 30, elbow] : [0, 0, 0])),
    });
    expect(at(await draw(arm(2)), 30, 30)).toEqual([255, 196, 0]);
    expect(at(await draw(arm(0)), 30, 30)).toEqual([...ground]);
  });

  test("prompts of all kinds are dashed in two colours where they end, and veil what they hold", async () => {
    const prompts: VisualPrompt[] = [
      { kind: "point", points: [[30, 30]] },
      { kind: "box", box: [10, 10, 50, 50] },
      {
        kind: "scribble",
        points: [
          [10, 30],
          [50, 30],
        ],
        width: 14,
      },
      { kind: "mask", mask: Mask.fromBox([10, 10, 50, 50], 60, 60) },
    ];
    for (const prompt of prompts) {
      const drawn = await draw({ prompt });
      const inks = colours(drawn).map((colour) => colour.join());
      expect(inks, prompt.kind).toEqual(expect.arrayContaining(["255,196,0", contrasting([255, 196, 0]).join()]));
      expect(luminance(at(drawn, 30, 30)), prompt.kind).toBeGreaterThan(luminance(ground));
    }
  });

  test("each point of a prompt is drawn alone; a minus point is a ring with a bar", async () => {
    const drawn = await draw({
      prompt: {
        kind: "point",
        points: [
          [10, 10],
          [50, 10],
        ],
        minus: [[30, 40]],
      },
    });
    expect(luminance(at(drawn, 10, 10))).toBeGreaterThan(luminance(ground));
    expect(at(drawn, 30, 10)).toEqual([...ground]);
    expect(at(drawn, 30, 40)).toEqual([255, 196, 0]);
    expect(at(drawn, 30, 42)).toEqual([...contrasting([255, 196, 0])]);
  });

  test("the legend tells the range of depth, the number of joints and the kind of prompt", () => {
    const data = Float32Array.from({ length: 101 }, (_, i) => 1 + i / 50);
    const depth = { width: 101, height: 1, data, kind: "metric" } as const;
    expect(unitShapes.depth.drawing.detail!(depth)).toBe("depth 1.0 to 3.0 m");
    expect(unitShapes.depth.drawing.detail!({ ...depth, kind: "invented" })).toBe(
      "depth 1.0 to 3.0 m (invented camera)",
    );
    expect(unitShapes.depth.drawing.detail!({ ...depth, kind: "relative" })).toBe("depth");
    expect(unitShapes.depth.drawing.detail!({ ...depth, data: new Float32Array(101) })).toBe("depth unknown");
    expect(
      unitShapes.keypoint.drawing.detail!([
        [1, 1, 2],
        [0, 0, 0],
        [2, 2, 1],
      ]),
    ).toBe("2 joints");
    expect(promptDrawing.detail!({ kind: "point", points: [[1, 1]] })).toBe("asked by point");
  });
});

describe("a contact sheet", () => {
  const tile = (width: number, height: number, grey: number) => blankPicture(width, height, [grey, grey, grey]);
  const layout = { columns: 2, gap: 1, ground: [0, 0, 0], under: [9, 9, 9] } as const;

  test("sets tiles in rows as high as their highest, columns as wide as the widest", () => {
    const sheet = arrangeTiles([tile(2, 1, 100), tile(1, 2, 150), tile(1, 1, 200)], layout);
    const greys = Array.from({ length: sheet.height }, (_, y) =>
      Array.from({ length: sheet.width }, (_, x) => sheet.data[3 * (y * sheet.width + x)]),
    );
    expect(greys).toEqual([
      [0, 0, 0, 0, 0, 0, 0],
      [0, 100, 100, 0, 150, 9, 0],
      [0, 9, 9, 0, 150, 9, 0],
      [0, 0, 0, 0, 0, 0, 0],
      [0, 200, 9, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0],
    ]);
  });

  test("is no wider than its tiles need, and cannot be empty", () => {
    expect(arrangeTiles([tile(2, 1, 100)], layout)).toMatchObject({ width: 4, height: 3 });
    expect(() => arrangeTiles([], layout)).toThrow("at least one tile");
  });
});
