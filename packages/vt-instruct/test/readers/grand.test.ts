// GranD from files of the published structure, written here (texts and numbers are made up).
import { Mask } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { grand } from "../../src/readers/grand.js";
import { expectToStandDamage } from "./damage.js";
import { faultOf, jpeg, published } from "./published.js";

const object = (id: number, bbox: number[], labels: string[], more: object = {}) => ({
  bbox,
  labels,
  score: 0.9,
  attributes: null,
  id,
  depth: 3392.5,
  ...more,
});
const caption = "a red kite above, a man with a dog";
const objects = [
  object(4, [10.5, 5, 40, 30], ["kite", "hot-air_balloon"], {
    segmentation: Mask.fromBox([10, 5, 40, 30], 100, 80).toRle(),
    attributes: ["a red kite", "Assistant: a kite of paper"],
  }),
  object(7, [50, 20, 103.2, 80], ["car_(automobile)"], { attributes: "a blue car" }),
];
const picture = await jpeg(100, 80);
const path = published({
  "images/sa_1.jpg": picture,
  "images/sa_2.jpg": picture,
  "images/sa_4.jpg": picture,
  "annotations/sa_1.json": {
    "sa_1.jpg": {
      objects,
      floating_objects: [object(2, [0, 0, 20, 20], [])],
      short_captions: [
        {
          caption,
          details: [
            { phrase: "a red kite", tokens_positive: [[0, 10]], id: 4, bbox: [10.5, 5, 40, 30] },
            { phrase: "A dog", tokens_positive: [30, 35], id: 2, bbox: [] },
            { phrase: "a man with a dog", tokens_positive: [18, 34], id: 7, bbox: [] },
          ],
        },
      ],
      dense_caption: {
        caption: "Two things fly",
        details: [
          { phrase: "two things", tokens_positive: null, ids: [7, 4], bbox: [] },
          { phrase: "a cat", tokens_positive: [0, 5], ids: [4], bbox: [] },
        ],
      },
    },
  },
  "annotations/sa_2.json": {
    "sa_2.jpg": {
      objects,
      captions: ["a red kite", "nothing"],
      relationships: { object_ids: [4], grounding: [{ phrase: "red kite", object_ids: [4] }] },
    },
  },
  "annotations/sa_3.json": "{",
  "annotations/sa_4.json": {
    "sa_4.jpg": { objects, dense_caption: { caption, details: [{ phrase: "a dog", ids: [99] }] } },
  },
  "annotations/sa_5.json": { "sa_5.jpg": { objects } },
});
const data = await grand.open({ images: path("images"), annotations: path("annotations") });

describe("GranD", () => {
  it("1. objects have the best label as it is said, corner boxes cut at the edge, and masks where there are any", async () => {
    const { id, width, height, objects } = await data.read(0);
    expect({ id, width, height }).toEqual({ id: "sa_1.jpg", width: 100, height: 80 });
    expect(objects.map(({ mask, ...object }) => ({ ...object, area: mask?.area() }))).toEqual([
      { name: "kite", box: [10.5, 5, 40, 30], area: 750 },
      { name: "car", box: [50, 20, 100, 80], area: undefined },
      { name: "object", unnamed: true, box: [0, 0, 20, 20], area: undefined },
    ]);
  });

  it("2. phrases of short and dense captions are found where their places, or else their words, are", async () => {
    const { captions, groundedCaptions } = await data.read(0);
    expect(captions).toEqual([caption, "Two things fly"]);
    const said = groundedCaptions!.map(({ text, spans }) =>
      spans.map(({ start, end, objects }) => [text.slice(start, end), ...objects]),
    );
    expect(said).toEqual([
      [
        ["a red kite", 0],
        ["a man with a dog", 1],
        ["a dog", 2],
      ],
      [["Two things", 1, 0]],
    ]);
  });

  it("3. attributes describe their object, without the speaker's name", async () => {
    expect((await data.read(0)).descriptions).toEqual([
      { object: 0, text: "a red kite" },
      { object: 0, text: "a kite of paper" },
      { object: 1, text: "a blue car" },
    ]);
  });

  it("4. captions of the levels before are grounded by the phrases of their relationships", async () => {
    const { captions, groundedCaptions } = await data.read(1);
    expect(captions).toEqual(["a red kite", "nothing"]);
    expect(groundedCaptions).toEqual([{ text: "a red kite", spans: [{ start: 2, end: 10, objects: [0] }] }]);
  });

  it("5. a damaged file, an unknown object and a missing picture are faults that name the file", async () => {
    const errors = [];
    for (const index of [2, 3, 4]) errors.push(await faultOf(() => data.read(index)));
    expect(errors.map(({ costs, file, reason }) => [costs, file, reason])).toEqual([
      ["picture", path("annotations/sa_3.json"), "wrong-json"],
      ["part", path("annotations/sa_4.json"), "unknown-object"],
      ["picture", path("annotations/sa_5.json"), "missing-picture"],
    ]);
  });

  it("6. a folder without annotations is an error", async () => {
    await expect(grand.open({ images: path("images"), annotations: path("images") })).rejects.toThrow(
      'no file "*.json"',
    );
  });
});

describe("damaged files", () => {
  it("1. end in errors that name file and record", () =>
    expectToStandDamage(grand, { images: path("images"), annotations: path("annotations") }, path()));
});
