// LLaVA-Grounding from files of the published structure, written here (texts and objects are made up).
import { afterAll, describe, expect, it } from "vitest";
import { llavaGrounding } from "../../src/readers/llava-grounding.js";
import { expectToStandDamage } from "./damage.js";
import { faultOf, published } from "./published.js";

const says = (...values: string[]) => values.map((value, i) => ({ from: i % 2 === 0 ? "human" : "gpt", value }));
const answer = "There is <g_s> a man <g_e> <seg> with <g_s> two dogs <g_e> <seg> , near <g_s> a tree <g_e> <seg> .";
const ask = "<image>\nWhat is there? (with grounding)";
const object = (id: number, category_id: number, bbox: number[]) => ({
  id,
  category_id,
  image_id: 42,
  bbox,
  iscrowd: 0,
});
const path = published({
  "train2014/COCO_train2014_000000000042.jpg": "x",
  "chat.json": [
    { id: "000000000042", conversations: says(ask, answer, "Why?", "No idea."), gd_ls: [[5], [7, 6], null] },
    { id: 42, conversations: says(ask, answer) },
    { id: "42", conversations: says(ask, answer), gd_ls: [[5], [7, 6]] },
    { id: "42", conversations: says(ask, answer), gd_ls: [[5], [7, 6], null, [5]] },
    { id: "42", conversations: says(ask, answer), gd_ls: [[8], null, null] },
    { id: "43", conversations: says(ask, answer), gd_ls: null },
    { id: "a picture", conversations: says(ask, answer) },
    {
      id: "000000000042",
      image: "000000000042.jpg",
      conversations: says("<image>\nWho holds <obj> and <obj>?", "The man.", "Why?", "No idea."),
      q_gd_ls: [[7, 6], null],
    },
    { id: "42", conversations: says("What is <obj>?", "A dog."), q_gd_ls: [[7, 6]] },
    { id: "42", conversations: says("What is <obj>?", "A dog.") },
  ],
  "instances.json": {
    images: [{ id: 42, width: 100, height: 80, file_name: "000000000042.jpg" }],
    annotations: [object(5, 1, [10, 10, 20, 60]), object(6, 18, [40, 50, 10, 10]), object(7, 18, [60, 50, 10, 10])],
    categories: [
      { id: 1, name: "person" },
      { id: 18, name: "dog" },
    ],
  },
});
const data = await llavaGrounding.open({
  images: path("train2014"),
  conversations: path("chat.json"),
  instances: path("instances.json"),
});
afterAll(() => data.close?.());

describe("LLaVA-Grounding", () => {
  it("1. phrases mean the annotations that the list names, in turn; marks are gone from the text", async () => {
    const { id, picture, objects, conversations } = await data.read(0);
    expect([id, picture]).toEqual(["0-42", { path: path("train2014/COCO_train2014_000000000042.jpg") }]);
    expect(objects.map(({ name, box }) => [name, ...box])).toEqual([
      ["person", 10, 10, 30, 70],
      ["dog", 40, 50, 50, 60],
      ["dog", 60, 50, 70, 60],
    ]);
    expect(conversations![0]!.turns).toEqual([
      {
        question: "What is there?",
        answers: ["There is a man with two dogs, near a tree."],
        spans: [
          { start: 9, end: 14, objects: [0] },
          { start: 20, end: 28, objects: [2, 1] },
        ],
      },
      { question: "Why?", answers: ["No idea."] },
    ]);
  });

  it("2. a conversation without the list is plain words", async () => {
    expect((await data.read(1)).conversations![0]!.turns[0]).toEqual({
      question: "What is there?",
      answers: ["There is a man with two dogs, near a tree."],
    });
  });

  it("3. a question points at the objects that its list names, each in place of a mark", async () => {
    expect((await data.read(7)).conversations![0]!.turns).toEqual([
      { question: "Who holds [VPT] and [VPT]?", answers: ["The man."], objects: [2, 1] },
      { question: "Why?", answers: ["No idea."] },
    ]);
  });

  it("4. a list of another length, unknown annotations and unknown pictures are faults of their records", async () => {
    const errors = [];
    for (const index of [2, 3, 4, 5, 6, 8, 9]) errors.push(await faultOf(() => data.read(index)));
    expect(errors.map(({ costs, record, reason }) => `${costs} of ${record}: ${reason}`)).toEqual([
      "picture of record 2 (id 42): wrong-grounding",
      "picture of record 3 (id 42): wrong-grounding",
      "part of record 4 (id 42): unknown-object",
      "picture of record 5 (id 43): unknown-picture",
      "picture of record 6: wrong-field",
      "picture of record 8 (id 42): wrong-grounding",
      "picture of record 9 (id 42): wrong-grounding",
    ]);
  });
});

describe("damaged files", () => {
  it("1. end in errors that name file and record", () =>
    expectToStandDamage(
      llavaGrounding,
      { images: path("train2014"), conversations: path("chat.json"), instances: path("instances.json") },
      path(),
    ));
});
