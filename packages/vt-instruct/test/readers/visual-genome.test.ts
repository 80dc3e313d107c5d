// Visual Genome from files of the published structure, written here (texts and numbers are made up).
import { afterAll, describe, expect, it } from "vitest";
import type { Dataset } from "../../src/readers/reader.js";
import { visualGenome } from "../../src/readers/visual-genome.js";
import { expectToStandDamage } from "./damage.js";
import { faultOf, published, recordErrorOf } from "./published.js";

const image = (image_id: number, folder: string) => ({
  width: 800,
  height: 600,
  url: `https://cs.stanford.edu/people/rak248/${folder}/${image_id}.jpg`,
  image_id,
  coco_id: null,
  flickr_id: null,
});
const region = (region_id: number, phrase: string, [x, y, width, height]: number[]) => ({
  region_id,
  width,
  height,
  image_id: 1,
  phrase,
  y,
  x,
});
const path = published({
  "images/VG_100K/1.jpg": "x",
  "images/VG_100K_2/2.jpg": "x",
  "images/VG_100K_2/3.jpg": "x",
  "image_data.json": [image(1, "VG_100K"), image(2, "VG_100K_2"), image(3, "VG_100K_2"), image(4, "VG_100K")],
  "region_descriptions.json": [
    { regions: [region(10, "a green clock ", [421, 57, 82, 139]), region(11, "shade", [-3, 500, 900, 105])], id: 1 },
    { regions: [], id: 2 },
    { regions: [region(12, "beside the picture", [900, 0, 10, 10])], id: 3 },
  ],
  "objects.json": [
    {
      image_id: 1,
      objects: [
        {
          synsets: ["tree.n.01"],
          h: 557,
          object_id: 7,
          merged_object_ids: [],
          names: ["trees", "wood"],
          w: 799,
          y: 0,
          x: 0,
        },
        { synsets: [], h: 20, object_id: 8, name: "clock", w: 10, y: 30, x: 40 },
      ],
      image_url: "https://cs.stanford.edu/people/rak248/VG_100K/1.jpg",
    },
    { image_id: 2, objects: [{ h: 5, object_id: 9, w: 5, y: 0, x: 0 }] },
    { objects: [] },
  ],
  "question_answers.json": [
    {
      id: 1,
      qas: [{ a_objects: [], question: "What color?", image_id: 1, qa_id: 5, answer: "Green.", q_objects: [] }],
    },
  ],
});
const images = path("images");
const imageData = path("image_data.json");
const opened: Dataset[] = [];
afterAll(async () => {
  for (const data of opened) await data.close?.();
});
async function open(files: { regionDescriptions?: string; objects?: string; questionAnswers?: string }) {
  const data = await visualGenome.open({ images, imageData, ...files });
  opened.push(data);
  return data;
}
const all = await open({
  regionDescriptions: path("region_descriptions.json"),
  objects: path("objects.json"),
  questionAnswers: path("question_answers.json"),
});

describe("Visual Genome", () => {
  it("1. joins regions, objects and questions of a picture; boxes are x, y, width, height in pixels", async () => {
    expect(await all.read(0)).toEqual({
      id: "1",
      picture: { path: path("images/VG_100K/1.jpg") },
      width: 800,
      height: 600,
      objects: [
        { name: "trees", box: [0, 0, 799, 557] },
        { name: "clock", box: [40, 30, 50, 50] },
        { name: "region", unnamed: true, box: [421, 57, 503, 196] },
        { name: "region", unnamed: true, box: [0, 500, 800, 600] },
      ],
      exhaustive: [],
      descriptions: [
        { object: 2, text: "a green clock" },
        { object: 3, text: "shade" },
      ],
      questions: [{ question: "What color?", answers: ["Green."] }],
    });
  });

  it("2. any of the files may be left out", async () => {
    const data = await open({ questionAnswers: path("question_answers.json") });
    expect(await data.read(0)).toMatchObject({ objects: [], questions: [{ question: "What color?" }] });
    expect(await data.read(1)).toMatchObject({ id: "2", picture: { path: path("images/VG_100K_2/2.jpg") } });
    expect(visualGenome.options.safeParse({ images, imageData }).success).toBe(false);
  });

  it("3. a box beside the picture is a fault that names picture, region and file", async () => {
    expect(await faultOf(() => all.read(2))).toMatchObject({
      file: path("region_descriptions.json"),
      costs: "part",
      record: "picture 3, region_id 12",
      reason: "wrong-box",
    });
  });

  it("4. an object without a name, a missing picture and an entry without its picture are faults", async () => {
    expect(await faultOf(() => all.read(1))).toMatchObject({
      costs: "label",
      file: path("objects.json"),
      reason: "wrong-field",
    });
    expect(await faultOf(() => all.read(3))).toMatchObject({
      costs: "picture",
      reason: "missing-picture",
      record: "picture 4",
    });
    expect(all.faults).toMatchObject([{ file: path("objects.json"), record: "record 2", reason: "wrong-field" }]);
  });

  it("5. regions of version 1.0, whose number has another name, are read", async () => {
    const { region_id: id, ...old } = region(10, "a green clock", [421, 57, 82, 139]);
    const file = published({ "region_descriptions.json": [{ regions: [{ ...old, id, image: 1 }], id: 1 }] });
    const data = await open({ regionDescriptions: file("region_descriptions.json") });
    expect((await data.read(0)).descriptions).toEqual([{ object: 0, text: "a green clock" }]);
  });

  it("6. two entries of one picture are a fault", async () => {
    const twice = published({
      "qas.json": [
        { id: 1, qas: [] },
        { id: 1, qas: [] },
      ],
    });
    const data = await open({ questionAnswers: twice("qas.json") });
    expect(await recordErrorOf(() => data.read(0))).toMatchObject({ reason: "duplicate-id" });
  });
});

describe("damaged files", () => {
  it("1. end in errors that name file and record", () =>
    expectToStandDamage(
      visualGenome,
      {
        images,
        imageData,
        regionDescriptions: path("region_descriptions.json"),
        objects: path("objects.json"),
        questionAnswers: path("question_answers.json"),
      },
      path(),
    ));
});
