// Osprey-724K from a file of the published structure, written here (texts and regions are made up).
import { afterAll, describe, expect, it } from "vitest";
import { osprey } from "../../src/readers/osprey.js";
import { expectToStandDamage } from "./damage.js";
import { faultOf, published } from "./published.js";

const square = (x: number, y: number, side: number) => [x, y, x + side, y, x + side, y + side, x, y + side];
const region = (x: number, y: number, side: number) => ({
  segmentation: [square(x, y, side)],
  area: side * side,
  bbox: [x, y, side, side],
});
const says = (...values: string[]) => values.map((value, i) => ({ from: i % 2 === 0 ? "human" : "gpt", value }));
const entry = (more: object) => ({
  id: "42",
  file_name: "COCO_train2014_000000000042.jpg",
  height: 80,
  width: 100,
  annotation: [region(10, 10, 20), region(50, 30, 40)],
  ...more,
});
const path = published({
  "train2017/000000000042.jpg": "x",
  "osprey.json": [
    entry({
      conversations: says(
        "<image>\nIs <region1> left of <region2>? Look at <region1>.",
        "Yes, <region1> is left of <region2>.",
        "What does it eat?",
        "Grass.",
      ),
    }),
    entry({ description: ["<region1>: A red kite.\nIt is big.", "<region2>: A dog."] }),
    entry({ conversations: says("What is <region3>?", "A cat.") }),
    entry({ description: ["A red kite.", "<region2>: A dog."] }),
    entry({ description: ["<region1>: A red kite."] }),
    entry({}),
    entry({ annotation: [{ segmentation: [] }], description: ["<region1>: x"] }),
    entry({ annotation: [{ segmentation: [[1, 2, 3, 4]] }], description: ["<region1>: x"] }),
    entry({ annotation: [{ segmentation: [square(4, 5, 6)] }], description: ["<region1>: x"] }),
    entry({ conversations: [] }),
  ],
});
const data = await osprey.open({ images: path("train2017"), annotations: path("osprey.json") });
afterAll(() => data.close?.());

describe("Osprey", () => {
  it("1. regions are masks with boxes x, y, width, height; without a box it is the mask's", async () => {
    const { id, picture, objects } = await data.read(0);
    expect([id, picture]).toEqual(["0-COCO_train2014_000000000042.jpg", { path: path("train2017/000000000042.jpg") }]);
    expect(objects.map(({ unnamed, box, mask }) => [unnamed, box, mask!.area()])).toEqual([
      [true, [10, 10, 30, 30], 400],
      [true, [50, 30, 90, 70], 1600],
    ]);
    expect((await data.read(8)).objects[0]!.box).toEqual([4, 5, 10, 11]);
  });

  it("2. a question points at a region where it first mentions it, an answer means it", async () => {
    expect((await data.read(0)).conversations).toEqual([
      {
        turns: [
          {
            question: "Is region1 [VPT] left of region2 [VPT]? Look at region1.",
            answers: ["Yes, region1 is left of region2."],
            objects: [0, 1],
            spans: [
              { start: 5, end: 12, objects: [0] },
              { start: 24, end: 31, objects: [1] },
            ],
          },
          { question: "What does it eat?", answers: ["Grass."] },
        ],
      },
    ]);
  });

  it("3. detailed descriptions belong to their regions", async () => {
    expect((await data.read(1)).descriptions).toEqual([
      { object: 0, text: "A red kite.\nIt is big." },
      { object: 1, text: "A dog." },
    ]);
  });

  it("4. what is wrong with an entry is a fault of its record", async () => {
    const reasons = [];
    for (const index of [2, 3, 4, 5, 6, 7]) reasons.push(await faultOf(() => data.read(index)));
    expect(reasons.map(({ costs, reason }) => `${costs}: ${reason}`)).toEqual([
      "part: unknown-region",
      "part: wrong-field",
      "picture: wrong-field",
      "picture: wrong-field",
      "label: no-place",
      "label: wrong-polygon",
    ]);
  });
});

describe("an entry whose conversation is empty", () => {
  it("1. has regions and nothing to ask", async () => {
    const { objects, conversations } = await data.read(9);
    expect([objects.length, conversations]).toEqual([2, undefined]);
  });
});

describe("damaged files", () => {
  it("1. end in errors that name file and record", () =>
    expectToStandDamage(osprey, { images: path("train2017"), annotations: path("osprey.json") }, path()));
});
