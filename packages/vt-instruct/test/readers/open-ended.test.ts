// VQA v2, OK-VQA, POPE and VSR from files of the published structure, written here (texts and ids are made up).
import { beforeAll, describe, expect, it } from "vitest";
import { okvqa } from "../../src/readers/okvqa.js";
import { pope } from "../../src/readers/pope.js";
import type { Dataset } from "../../src/readers/reader.js";
import { vqav2 } from "../../src/readers/vqav2.js";
import { vsr } from "../../src/readers/vsr.js";
import { expectToStandDamage } from "./damage.js";
import { jpeg, published, recordErrorOf } from "./published.js";

const ten = (...answers: string[]) =>
  answers.map((answer, i) => ({ answer, answer_confidence: "yes", answer_id: i + 1 }));

const questions = {
  info: {},
  task_type: "Open-Ended",
  data_type: "mscoco",
  license: {},
  data_subtype: "val2014",
  questions: [
    { image_id: 42, question: "What is it?", question_id: 42000 },
    { image_id: 9, question: "Is it red?", question_id: 9000 },
    { image_id: 42, question: "How many are there?", question_id: 42001 },
    { image_id: 5, question: "Where?", question_id: 5000 },
    { image_id: 6, question: "", question_id: 6000 },
    { question: "Why?", question_id: 7000 },
  ],
};
const annotations = {
  annotations: [
    {
      question_type: "what is",
      multiple_choice_answer: "kite",
      answers: ten("bird", "kite", "kite", "bird", "plane", "kite", "bird", "kite", "bird", "toy"),
      image_id: 42,
      answer_type: "other",
      question_id: 42000,
    },
    { multiple_choice_answer: "2", answers: ten("2", "2", "3"), image_id: 42, question_id: 42001 },
    { multiple_choice_answer: "yes", answers: ten("yes"), image_id: 9, question_id: 9000 },
  ],
};
const soft = [
  { sent: "What is it?", question_id: 42000, label: { toy: 0.333, kite: 1, bird: 0.667 }, img_id: "COCO_val2014_42" },
  { sent: "How many are there?", question_id: 42001, label: { "2": 1 }, img_id: "COCO_val2014_42" },
  { sent: "Is it red?", question_id: 9000, label: {}, img_id: "COCO_val2014_9" },
];
const lines = [
  '{"question_id": 1, "image": "COCO_val2014_000000000042.jpg", "text": "Is there a kite in the image?", "label": "yes"}',
  '{"question_id": 2, "image": "COCO_val2014_000000000009.jpg", "text": "Is there a dog in the image?", "label": "no"}',
  '{"question_id": 3, "image": "COCO_val2014_000000000042.jpg", "text": "Is there a dog in the image?", "label": "no"}',
  '{"question_id": 4, "text": "Is there a cat in the image?", "label": "no"}',
  '{"question_id": 5, "image": "COCO_val2014_000000000005.jpg", "text": "Is there a cat in the image?", "label": "maybe"}',
];
const statements = [
  '{"image": "000000000042.jpg", "caption": "The hot dog is left of the person.", "label": 0, "relation": "left of"}',
  '{"image": "000000000077.jpg", "caption": "The cat is on the bed.", "label": 1}',
  '{"image": "000000000042.jpg", "caption": "The bed contains the cat.", "label": 1}',
  '{"image": "000000000005.jpg", "caption": "The bed is big.", "label": 2}',
];

let path: ReturnType<typeof published>;
beforeAll(async () => {
  path = published({
    "train2017/000000000042.jpg": await jpeg(64, 48),
    "val2014/COCO_val2014_000000000009.jpg": await jpeg(30, 60),
    "val2014/COCO_val2014_000000000005.jpg": await jpeg(8, 8),
    "questions.json": questions,
    "annotations.json": annotations,
    "soft.json": soft,
    "coco_pope_random.json": lines.join("\n"),
    "train.jsonl": statements.join("\n"),
  });
});
const images = () => [path("train2017"), path("val2014")];
const openVqa = () =>
  vqav2.open({ images: images(), questions: path("questions.json"), annotations: path("annotations.json") });

async function using(opening: Promise<Dataset>, use: (data: Dataset) => unknown) {
  const data = await opening;
  await use(data);
  await data.close?.();
}

describe("VQA v2", () => {
  it("1. a record is a picture with all its questions; its file is found in either folder under either name", () =>
    using(openVqa(), async (data) => {
      expect(data.size).toBe(4);
      expect(await data.read(0)).toMatchObject({
        id: "42",
        picture: { path: path("train2017/000000000042.jpg") },
        width: 64,
        height: 48,
        questions: [{ question: "What is it?" }, { question: "How many are there?" }],
      });
      expect(await data.read(1)).toMatchObject({ id: "9", width: 30, height: 60 });
    }));

  it("2. all ten answers are kept, the commonest first, the published best answer first among equals", () =>
    using(openVqa(), async (data) => {
      const [first, second] = (await data.read(0)).questions!;
      expect(first!.answers).toEqual([...Array(4).fill("kite"), ...Array(4).fill("bird"), "plane", "toy"]);
      expect(second!.answers).toEqual(["2", "2", "3"]);
    }));

  it("3. a question without answers is a fault of its record that names the question", () =>
    using(openVqa(), async (data) => {
      const error = await recordErrorOf(() => data.read(2));
      expect(error).toMatchObject({ reason: "no-answer", record: "question_id 5000", file: path("questions.json") });
    }));

  it("4. a question without its picture is a fault when the files are opened, one without text when it is read", () =>
    using(openVqa(), async (data) => {
      expect(data.faults).toMatchObject([
        { reason: "wrong-field", record: "questions.5", file: path("questions.json") },
      ]);
      expect(await recordErrorOf(() => data.read(3))).toMatchObject({ reason: "wrong-field", record: "questions.4" });
    }));

  it("5. files in the wrong place are an error that names the list it needs; an unknown option is one, too", async () => {
    const swapped = vqav2.open({
      images: images(),
      questions: path("annotations.json"),
      annotations: path("annotations.json"),
    });
    await expect(swapped).rejects.toThrow('a list "questions"');
    expect(vqav2.options.safeParse({ images: "a", questions: "b", annotations: "c", answers: "d" }).success).toBe(
      false,
    );
  });
});

describe("OK-VQA", () => {
  it("1. reads the official annotations", () =>
    using(
      okvqa.open({ images: images(), questions: path("questions.json"), annotations: path("annotations.json") }),
      async (data) => expect((await data.read(1)).questions).toEqual([{ question: "Is it red?", answers: ["yes"] }]),
    ));

  it("2. reads scored answers: a score of n thirds is n answers, the best first; none is a fault", () =>
    using(
      okvqa.open({ images: images(), questions: path("questions.json"), softAnswers: path("soft.json") }),
      async (data) => {
        expect((await data.read(0)).questions![0]!.answers).toEqual(["kite", "kite", "kite", "bird", "bird", "toy"]);
        expect(await recordErrorOf(() => data.read(1))).toMatchObject({ reason: "no-answer" });
      },
    ));

  it("3. wants one kind of answers, not both and not none", () => {
    const given = { images: "a", questions: "b" };
    expect(okvqa.options.safeParse(given).success).toBe(false);
    expect(okvqa.options.safeParse({ ...given, annotations: "c", softAnswers: "d" }).success).toBe(false);
    expect(okvqa.options.safeParse({ ...given, softAnswers: "d" }).success).toBe(true);
  });
});

describe("POPE", () => {
  const open = () => pope.open({ images: images(), questions: path("coco_pope_random.json") });

  it("1. a record is a picture with its yes-or-no questions, in the file's order", () =>
    using(open(), async (data) => {
      expect(data.size).toBe(3);
      const { id, questions } = await data.read(0);
      expect(id).toBe("COCO_val2014_000000000042.jpg");
      expect(questions).toEqual([
        { question: "Is there a kite in the image?", answers: ["yes"] },
        { question: "Is there a dog in the image?", answers: ["no"] },
      ]);
    }));

  it("2. a line without a picture, or with another label than yes or no, is a fault that names it", () =>
    using(open(), async (data) => {
      expect(data.faults).toMatchObject([{ reason: "wrong-field", record: "line 4" }]);
      expect(await recordErrorOf(() => data.read(2))).toMatchObject({ reason: "wrong-field", record: "line 5" });
    }));
});

describe("VSR", () => {
  const open = (partial?: boolean) => vsr.open({ images: images(), statements: path("train.jsonl"), partial });

  it("1. a record is a picture with its statements, asked", () =>
    using(open(), async (data) => {
      expect(data.size).toBe(3);
      const { id, questions } = await data.read(0);
      expect(id).toBe("000000000042.jpg");
      expect(questions).toEqual([
        { question: "Is the hot dog left of the person?", answers: ["no"] },
        { question: "Is it true that the bed contains the cat?", answers: ["yes"] },
      ]);
      expect(await recordErrorOf(() => data.read(1))).toMatchObject({ reason: "missing-picture" });
      expect(await recordErrorOf(() => data.read(2))).toMatchObject({ reason: "wrong-field", record: "line 4" });
    }));

  it("2. of a part of COCO, statements about other pictures are left out", () =>
    using(open(true), (data) => expect(data.size).toBe(2)));
});

describe("damaged files", () => {
  it("1. end in errors that name file and record: vqav2", () =>
    expectToStandDamage(
      vqav2,
      { images: images(), questions: path("questions.json"), annotations: path("annotations.json") },
      path(),
    ));
  it("2. end in errors that name file and record: okvqa", () =>
    expectToStandDamage(
      okvqa,
      { images: images(), questions: path("questions.json"), softAnswers: path("soft.json") },
      path(),
    ));
  it("3. end in errors that name file and record: pope", () =>
    expectToStandDamage(pope, { images: images(), questions: path("coco_pope_random.json") }, path()));
  it("4. end in errors that name file and record: vsr", () =>
    expectToStandDamage(vsr, { images: images(), statements: path("train.jsonl") }, path()));
});
