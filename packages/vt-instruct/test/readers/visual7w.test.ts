// Visual7W from files of the published structure, written here (texts and numbers are made up).
import { afterAll, describe, expect, it } from "vitest";
import type { Dataset } from "../../src/readers/reader.js";
import { visual7w } from "../../src/readers/visual7w.js";
import { expectToStandDamage } from "./damage.js";
import { faultOf, jpeg, published } from "./published.js";

const picture = (image_id: number, split: string, qa_pairs: object[]) => ({
  qa_pairs,
  image_id,
  split,
  filename: `v7w_${image_id}.jpg`,
});
const box = (box_id: number, name: string, [x, y, width, height]: number[]) => ({ box_id, name, height, width, y, x });
const which = (qa_id: number, question: string, answer: number, multiple_choices: number[]) => ({
  qa_id,
  question,
  answer,
  multiple_choices,
  type: "which",
});
const path = published({
  "images/v7w_1.jpg": await jpeg(100, 80),
  "images/v7w_2.jpg": await jpeg(50, 50),
  "dataset_v7w_telling.json": {
    dataset: "visual7w-telling",
    images: [
      picture(1, "train", [
        { image_id: 1, question: "What floor?", multiple_choices: ["Tile."], qa_id: 8, answer: "Wood.", type: "what" },
      ]),
      picture(2, "val", []),
    ],
  },
  "dataset_v7w_pointing.json": {
    dataset: "visual7w-pointing",
    boxes: [box(11, "pillow", [10, 20, 30, 40]), box(12, "lamp", [-2, 0, 20, 90]), box(13, "pillow", [60, 20, 30, 30])],
    images: [
      picture(1, "train", [
        which(5, "Which pillow is farther left?", 11, [13, 12]),
        which(6, "Which thing gives light?", 12, [11, 13]),
      ]),
      picture(2, "test", [which(7, "Which one?", 99, [11])]),
    ],
  },
});
const opened: Dataset[] = [];
afterAll(async () => {
  for (const data of opened) await data.close?.();
});
async function open(options: object) {
  const data = await visual7w.open(visual7w.options.parse({ images: path("images"), ...options }));
  opened.push(data);
  return data;
}

describe("Visual7W", () => {
  it("1. telling: questions answered in words", async () => {
    const data = await open({ telling: path("dataset_v7w_telling.json") });
    expect(await data.read(0)).toMatchObject({
      id: "v7w_1.jpg",
      width: 100,
      height: 80,
      objects: [],
      questions: [{ question: "What floor?", answers: ["Wood."] }],
    });
  });

  it("2. pointing: the answer is the name of its box; boxes are x, y, width, height, each an object once", async () => {
    const data = await open({ pointing: path("dataset_v7w_pointing.json") });
    const { objects, questions } = await data.read(0);
    expect(objects).toEqual([
      { name: "pillow", box: [10, 20, 40, 60] },
      { name: "pillow", box: [60, 20, 90, 50] },
      { name: "lamp", box: [0, 0, 18, 80] },
    ]);
    expect(questions).toEqual([
      {
        question: "Which pillow is farther left?",
        answers: ["pillow"],
        spans: [{ start: 0, end: 6, objects: [0] }],
      },
      { question: "Which thing gives light?", answers: ["lamp"], spans: [{ start: 0, end: 4, objects: [2] }] },
    ]);
  });

  it("3. one split may be chosen", async () => {
    const data = await open({ telling: path("dataset_v7w_telling.json"), split: "val" });
    expect([data.size, (await data.read(0)).id]).toEqual([1, "v7w_2.jpg"]);
  });

  it("4. a box that the file does not have is a fault of its record", async () => {
    const data = await open({ pointing: path("dataset_v7w_pointing.json") });
    expect(await faultOf(() => data.read(1))).toMatchObject({
      costs: "label",
      reason: "unknown-box",
      record: "v7w_2.jpg, box_id 99",
    });
  });

  it("5. a file given as the other kind is an error, both at once too", async () => {
    await expect(open({ telling: path("dataset_v7w_pointing.json") })).rejects.toThrow('give it as "pointing"');
    await expect(open({ pointing: path("dataset_v7w_telling.json") })).rejects.toThrow('"boxes"');
    expect(visual7w.options.safeParse({ images: "a", telling: "b", pointing: "c" }).success).toBe(false);
  });

  it("6. stands damaged files", async () => {
    const images = path("images");
    await expectToStandDamage(visual7w, { images, telling: path("dataset_v7w_telling.json"), split: "val" }, path());
    await expectToStandDamage(visual7w, { images, pointing: path("dataset_v7w_pointing.json") }, path());
  });
});
