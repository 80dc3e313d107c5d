// VCR from files of the published structure, written here (scene and texts are made up).
import { afterAll, describe, expect, it } from "vitest";
import { vcr } from "../../src/readers/vcr.js";
import { expectToStandDamage } from "./damage.js";
import { faultOf, published } from "./published.js";

const line = (annot_id: string, scene: string, more: object) =>
  JSON.stringify({
    movie: "1",
    objects: ["person", "person", "car"],
    img_fn: `movie/${scene}.jpg`,
    metadata_fn: `movie/${scene}.json`,
    answer_choices: [
      ["Yes", "."],
      ["No", ",", [1], "is", "a", "guest", "."],
    ],
    answer_label: 1,
    rationale_choices: [[[1], "does", "n't", "hold", [0], "'s", "keys", "."]],
    rationale_label: 0,
    question: ["Do", [0, 1], "own", "this", [2], "?"],
    annot_id,
    ...more,
  });
const scene = {
  boxes: [
    [-3.5, 10, 40, 90, 0.99],
    [50, 10, 90, 90, 0.98],
    [0, 60, 100, 102.5, 0.9],
  ],
  segms: [
    [
      [
        [0, 10],
        [40, 10],
        [40, 90],
        [0, 90],
      ],
      [[1, 1]],
    ],
    [],
    [
      [
        [0, 60],
        [100, 60],
        [100, 100],
      ],
    ],
  ],
  names: ["person", "person", "car"],
  width: 100,
  height: 100,
};
const path = published({
  "vcr1images/movie/a.jpg": "x",
  "vcr1images/movie/a.json": scene,
  "vcr1images/movie/b.jpg": "x",
  "vcr1images/movie/b.json": { ...scene, names: ["person"] },
  "vcr1images/movie/c.jpg": "x",
  "vcr1images/movie/d.json": scene,
  "vcr1images/movie/e.jpg": "x",
  "vcr1images/movie/e.json": scene,
  "vcr1images/movie/f.jpg": "x",
  "vcr1images/movie/f.json": scene,
  "val.jsonl": [
    line("val-0", "a", {}),
    line("val-1", "b", {}),
    line("val-2", "a", { question: ["Why", "?"], answer_label: 0 }),
    line("val-3", "c", {}),
    line("val-4", "d", {}),
    line("val-5", "e", { answer_label: 4 }),
    line("val-6", "f", { question: ["Is", [3], "here", "?"] }),
    "{",
  ].join("\n"),
});
const data = await vcr.open({ images: path("vcr1images"), annotations: path("val.jsonl") });
afterAll(() => data.close?.());

describe("VCR", () => {
  it("1. a record is a picture with its objects: boxes by corners, cut at the edge, and outlines", async () => {
    const { id, picture, width, height, objects } = await data.read(0);
    expect({ id, picture, width, height }).toEqual({
      id: "movie/a.jpg",
      picture: { path: path("vcr1images/movie/a.jpg") },
      width: 100,
      height: 100,
    });
    expect(objects.map(({ name, box, mask }) => ({ name, box, area: mask?.area() }))).toEqual([
      { name: "person", box: [0, 10, 40, 90], area: 3200 },
      { name: "person", box: [50, 10, 90, 90], area: undefined },
      { name: "car", box: [0, 60, 100, 100], area: expect.closeTo(2000, -2) },
    ]);
  });

  it("2. a question points at the objects that it names; an answer means them", async () => {
    const [first, second] = (await data.read(0)).conversations!;
    expect(first!.turns[0]).toEqual({
      question: "Do person1 [VPT] and person2 [VPT] own this car3 [VPT]?",
      objects: [0, 1, 2],
      answers: ["No, person2 is a guest."],
      spans: [{ start: 4, end: 11, objects: [1] }],
    });
    expect(first!.turns.slice(1)).toEqual([
      {
        question: "Why?",
        answers: ["person2 doesn't hold person1's keys."],
        spans: [
          { start: 0, end: 7, objects: [1] },
          { start: 21, end: 28, objects: [0] },
        ],
      },
    ]);
    expect(second!.turns[0]).toEqual({ question: "Why?", answers: ["Yes."] });
  });

  it("3. what is wrong with a scene or a line is a fault of its record", async () => {
    const errors = [];
    for (let index = 1; index < data.size; index++) errors.push(await faultOf(() => data.read(index)));
    expect(errors.map(({ costs, record, reason }) => `${costs} of ${record}: ${reason}`)).toEqual([
      "picture of movie/b.jpg: wrong-field",
      "picture of movie/c.jpg: missing-file",
      "picture of movie/d.jpg: missing-picture",
      "part of val-5: no-answer",
      "part of val-6: unknown-object",
    ]);
    expect(data.faults).toMatchObject([{ record: "line 8", reason: "wrong-json" }]);
  });
});

describe("damaged files", () => {
  it("1. end in errors that name file and record", () =>
    expectToStandDamage(vcr, { images: path("vcr1images"), annotations: path("val.jsonl") }, path()));
});
