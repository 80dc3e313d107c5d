// LLaVA-Instruct from a file of the published structure, written here (texts are made up).
import { afterAll, describe, expect, it } from "vitest";
import { llavaInstruct } from "../../src/readers/llava-instruct.js";
import { expectToStandDamage } from "./damage.js";
import { jpeg, published, recordErrorOf } from "./published.js";

const says = (...values: string[]) => values.map((value, i) => ({ from: i % 2 === 0 ? "human" : "gpt", value }));
const path = published({
  "data/coco/train2017/000000000042.jpg": await jpeg(64, 48),
  "data/ocr_vqa/images/1.png": await jpeg(20, 10),
  "mix.json": [
    {
      id: "000000000042",
      image: "coco/train2017/000000000042.jpg",
      conversations: says("<image>\nWhat flies?", "A kite.", "Which colour?", "Red."),
    },
    { id: "1", image: "ocr_vqa/images/1.png", conversations: says("Who wrote it?\n<image>", "A. N. Author") },
    { id: "wiki", conversations: says("Say a word.", "Word.") },
    { id: "wiki", image: null, conversations: says("Say a word.", "Word.") },
    7,
    { id: "1", image: "ocr_vqa/images/1.png", conversations: says("Who?", "Me", "Why?") },
    { id: "1", image: "ocr_vqa/images/1.png", conversations: says("Who?", "Me").toReversed() },
    { id: "1", image: "ocr_vqa/images/1.png", conversations: says("<image>", "Me") },
    { id: "1", image: "ocr_vqa/images/2.png", conversations: says("Who?", "Me") },
    { id: "1", image: 7, conversations: [] },
  ],
});
const data = await llavaInstruct.open({ images: path("data"), conversations: path("mix.json") });
afterAll(() => data.close?.());

describe("LLaVA-Instruct", () => {
  it("1. a record is a conversation about its picture, without the picture's mark", async () => {
    expect(await data.read(0)).toEqual({
      id: "0-000000000042",
      picture: { path: path("data/coco/train2017/000000000042.jpg") },
      width: 64,
      height: 48,
      objects: [],
      exhaustive: [],
      conversations: [
        {
          turns: [
            { question: "What flies?", answers: ["A kite."] },
            { question: "Which colour?", answers: ["Red."] },
          ],
        },
      ],
    });
    expect((await data.read(1)).conversations![0]!.turns[0]!.question).toBe("Who wrote it?");
  });

  it("2. pictures of COCO are found in their own folder under any name, as the 150k need it", async () => {
    const file = published({ "150k.json": [{ id: "42", image: "000000000042.jpg", conversations: says("a", "b") }] });
    const images = path("data/coco/train2017");
    const small = await llavaInstruct.open({ images, conversations: file("150k.json") });
    expect((await small.read(0)).picture).toEqual({ path: `${images}/000000000042.jpg` });
    await small.close?.();
  });

  it("3. conversations without a picture are passed over; what is no entry is a fault", async () => {
    expect(data.size).toBe(7);
    expect(data.faults).toMatchObject([{ file: path("mix.json"), record: "record 4", reason: "wrong-field" }]);
  });

  it("4. conversations that do not alternate, end with a question or are empty are rejected", async () => {
    const reasons = [];
    for (const index of [2, 3, 4]) reasons.push((await recordErrorOf(() => data.read(index))).reason);
    expect(reasons).toEqual(Array(3).fill("wrong-conversation"));
  });

  it("5. a missing picture and a wrong field are rejected", async () => {
    expect(await recordErrorOf(() => data.read(5))).toMatchObject({
      reason: "missing-picture",
      record: "record 8 (id 1)",
    });
    expect(await recordErrorOf(() => data.read(6))).toMatchObject({
      reason: "wrong-field",
      detail: expect.stringMatching(/^image: /),
    });
  });
});

describe("damaged files", () => {
  it("1. end in errors that name file and record", () =>
    expectToStandDamage(llavaInstruct, { images: path("data"), conversations: path("mix.json") }, path()));
});
