// Published benchmarks from tiny files of their layouts: what is asked, against which truth, and what the paper says.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bodyText, groups } from "@refvlm/trp";
import { Mask } from "@refvlm/vision";
import { readers } from "@refvlm/vt-instruct";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import {
  benchmarkList,
  benchmarkQuestions,
  benchmarks,
  besidePaper,
  type EvalQuestion,
  taskFamilies,
} from "../src/eval/index.js";
import { questionText } from "../src/eval/tasks/grounded.js";

const root = mkdtempSync(join(tmpdir(), "refvlm-benchmarks-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function put(files: Record<string, string | Uint8Array | object>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    const isFile = typeof content === "string" || content instanceof Uint8Array;
    writeFileSync(join(root, name), isFile ? content : JSON.stringify(content));
  }
}

const polygon = [[10, 10, 30, 10, 30, 30, 10, 30]];
const rle = Mask.fromBox([10, 10, 30, 30], 64, 48).toRle();
const annotation = {
  id: 7,
  image_id: 42,
  category_id: 18,
  bbox: [10, 10, 20, 20],
  area: 400,
  segmentation: polygon,
  iscrowd: 0,
};
const crowd = {
  ...annotation,
  id: 8,
  bbox: [0, 0, 5, 5],
  area: 25,
  iscrowd: 1,
  segmentation: Mask.fromBox([0, 0, 5, 5], 64, 48).toRle(),
};
const image = { id: 42, file_name: "000000000042.jpg", width: 64, height: 48 };
const categories = [{ id: 18, name: "dog" }];
const instances = { images: [image], annotations: [annotation, crowd], categories };
const ten = (answer: string) => Array.from({ length: 10 }, (_, i) => ({ answer, answer_id: i + 1 }));
const vqa = (annotations: string, questions: string) => ({
  [questions]: { questions: [{ image_id: 42, question: "What is it?", question_id: 1 }] },
  [annotations]: {
    annotations: [
      {
        question_id: 1,
        image_id: 42,
        multiple_choice_answer: "dog",
        answers: ten("dog"),
        question_type: "what",
        answer_type: "other",
      },
    ],
  },
});
const pope =
  '{"question_id": 1, "image": "COCO_val2014_000000000042.jpg", "text": "Is there a dog in the image?", "label": "yes"}\n';
const xml = `<annotation><filename>42.jpg</filename><size><width>64</width><height>48</height><depth>3</depth></size>
<object><name>1</name><bndbox><xmin>11</xmin><ymin>11</ymin><xmax>30</xmax><ymax>30</ymax></bndbox></object></annotation>`;

beforeAll(async () => {
  const jpeg = await sharp({ create: { width: 64, height: 48, channels: 3, background: "#888" } })
    .jpeg()
    .toBuffer();
  const pictures = [
    "val2014/COCO_val2014_000000000042.jpg",
    "val2017/000000000042.jpg",
    "val/42.jpg",
    "flickr30k-images/42.jpg",
    "GranDf_HA_images/val_test/sa_42.jpg",
  ];
  const grand = {
    mask: { images: [{ id: 42, width: 64, height: 48 }], annotations: [{ id: 1, image_id: 42, segmentation: rle }] },
    caption: { annotations: [{ image_id: 42, caption: "A small dog sits.", labels: ["small dog"] }] },
  };
  put({
    ...Object.fromEntries(pictures.map((name) => [name, jpeg])),
    "Sentences/42.txt": "[/EN#1/animals A small dog] sits .\n[/EN#1/animals A dog] on grass .\n",
    "Annotations/42.xml": xml,
    "test.txt": "42\n",
    "nocaps_val_4500_captions.json": {
      images: [{ id: 42, file_name: "42.jpg", width: 64, height: 48, domain: "in-domain" }],
      annotations: [
        { id: 1, image_id: 42, caption: "A dog." },
        { id: 2, image_id: 42, caption: "A small dog." },
      ],
    },
    ...vqa("v2_mscoco_val2014_annotations.json", "v2_OpenEnded_mscoco_val2014_questions.json"),
    ...vqa("mscoco_val2014_annotations.json", "OpenEnded_mscoco_val2014_questions.json"),
    "coco_pope_random.json": pope,
    "coco_pope_popular.json": pope,
    "coco_pope_adversarial.json": pope,
    ...Object.fromEntries(
      ["val", "test"].flatMap((split) => [
        [`annotations/val_test/${split}_gcg_coco_mask_gt.json`, grand.mask],
        [`annotations/val_test/${split}_gcg_coco_caption_gt.json`, grand.caption],
      ]),
    ),
    "coco_interactive_val_psalm.json": [
      {
        image_info: image,
        anns: [
          { ...annotation, point_visual_prompt_mask: rle, box_visual_prompt_mask: rle, mask_visual_prompt_mask: rle },
        ],
      },
    ],
    "annotations/instances_val2017.json": instances,
    "images/mscoco/images/train2014/000000000042.jpg": jpeg,
    "refcoco/instances.json": instances,
    // A pickle as published; a list in JSON is read as well.
    "refcoco/refs(unc).p": ["val", "testA"].map((split, i) => ({
      ref_id: i,
      image_id: 42,
      ann_id: 7,
      split,
      sentences: [{ sent: "small dog" }, { sent: "left dog" }],
    })),
  });
});

/** All questions of a benchmark. */
async function questionsOf(name: string, parts?: string[]): Promise<EvalQuestion[]> {
  const source = await benchmarkQuestions(name, benchmarks[name], root, { parts });
  const questions: EvalQuestion[] = [];
  for (let i = 0; i < source.size; i++) questions.push(...(await source.at(i)));
  await source.close();
  return questions;
}

const told = (question: EvalQuestion) => ({
  set: question.set,
  asks: questionText(question),
  truth: groups(question.turn.answer.body).map(({ phrase, group }) => `${phrase} (${group.units})`),
});

describe("a benchmark asks in the paper's words, with the published truth", () => {
  it.each(["flickr30k", "nocaps"])("%s: all captions are references", async (name) => {
    const [question, ...others] = await questionsOf(name);
    expect(others).toEqual([]);
    expect(questionText(question)).toBe("Please describe the image in detail.");
    expect(question.references).toHaveLength(2);
    expect(question.turn.command).toBeUndefined();
  });

  it.each(["vqav2", "okvqa"])("%s: all ten answers count", async (name) => {
    const [question] = await questionsOf(name);
    expect(questionText(question)).toBe(
      "Please take a look at the image and promptly provide an answer for What is it?",
    );
    expect(question.references).toEqual(Array(10).fill("dog"));
  });

  it("pope: each of its three kinds is a part", async () => {
    const questions = await questionsOf("pope");
    expect(questions.map(({ set }) => set)).toEqual(["random", "popular", "adversarial"]);
    expect(bodyText(questions[0].turn.answer.body)).toBe("yes");
  });

  it("gcg-grandf: labels with masks, the caption apart", async () => {
    const [question] = await questionsOf("gcg-grandf", ["val"]);
    expect(told(question)).toEqual({
      set: "val",
      asks: "Describe the setting of the image and offer masks for each visible object.",
      truth: ["small dog (mask)"],
    });
    expect(question.references).toEqual(["A small dog sits."]);
    expect(question.turn.targets[0][0].mask!.area()).toBe(400);
  });

  it("gcg-flickr30k: an object has the words of the first caption that mentions it", async () => {
    const [question] = await questionsOf("gcg-flickr30k");
    expect(told(question).truth).toEqual(["A small dog (box)"]);
    expect(question.turn.targets[0][0].box).toEqual([10, 10, 30, 30]);
  });

  it("RefCOCO: every sentence is asked for, and all tell of the object", async () => {
    const boxes = await questionsOf("rec-refcoco", ["val"]);
    expect(boxes.map(told)).toEqual([
      { set: "val", asks: "What are the coordinates of small dog in the image?", truth: ["small dog (box)"] },
      { set: "val", asks: "What are the coordinates of left dog in the image?", truth: ["left dog (box)"] },
    ]);
    const masks = await questionsOf("res-refcoco", ["val", "testA"]);
    expect(masks.map(({ set }) => set)).toEqual(["val", "val", "testA", "testA"]);
    expect(questionText(masks[0])).toBe("Provide a segmentation mask for small dog in the picture.");
    const [words, ...others] = await questionsOf("reg-refcoco", ["val"]);
    expect(others).toEqual([]);
    expect(words.references).toEqual(["small dog", "left dog"]);
    expect(questionText(words)).toBe("For the given image, can you provide a unique description of the area [VPT]?");
  });

  it("coco-interactive: an object is asked for by every kind of prompt", async () => {
    const questions = await questionsOf("coco-interactive");
    expect(questions.map(({ turn }) => turn.prompts![0].kind)).toEqual(["point", "box", "scribble", "mask"]);
    expect(questionText(questions[0])).toBe("Please generate a mask based on the region [VPT] in the image.");
  });

  it("freeform-coco: crowds are told apart", async () => {
    const [question] = await questionsOf("freeform-coco");
    expect(told(question)).toEqual({
      set: "val",
      asks: "Please detect bounding boxes in the image.",
      truth: ["dog (box)"],
    });
    expect(question.crowds).toHaveLength(1);
  });
});

test("every benchmark has a reader whose options its parts fill, and rows that the paper's figures belong to", () => {
  for (const [name, { reader, parts, family }] of Object.entries(benchmarks))
    for (const { files, settings, paper = {} } of Object.values(parts)) {
      expect(readers[reader].options.safeParse({ ...files, ...settings }).error, name).toBeUndefined();
      const rows = family.rows.map((row) => row.name);
      expect(rows, name).toEqual(expect.arrayContaining(Object.keys(paper)));
    }
  expect(benchmarkList()).toContain("rec-refcoco+");
});

test("the paper's figures stand beside ours", () => {
  const { heading, cell } = besidePaper(benchmarks["res-refcocog"]);
  expect(heading).toBe("paper, Table 20 (meta decoders)");
  const figure = { name: "cIoU", value: 0.5, interval: [0, 1] as const, questions: 1 };
  expect([cell({ ...figure, set: "test" }), cell({ ...figure, set: "val" })]).toEqual(["65.8", "65"]);
  expect(cell({ ...figure, name: "mIoU", set: "test" })).toBe("–");
});

test("what is missing is listed at once, with what is to be downloaded", async () => {
  await expect(benchmarkQuestions("rec-refcocog", benchmarks["rec-refcocog"], join(root, "none"))).rejects.toThrow(
    `rec-refcocog: ${join(root, "none")} has no images/mscoco/images/train2014, no refcocog/refs(umd).p, no refcocog/instances.json. The benchmark is published as RefCOCOg (refer) and the pictures of COCO train2014; put its files there under these names.`,
  );
});

test("no two rows of the table share a name", () => {
  const names = taskFamilies.flatMap(({ rows }) => rows.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
});
