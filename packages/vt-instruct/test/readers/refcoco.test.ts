// RefCOCO: references as in refs(unc).p with instances.json, both built here after the record that its authors document.
import { describe, expect, it } from "vitest";
import { DatasetError } from "../../src/files/errors.js";
import { refcoco } from "../../src/readers/coco/refcoco.js";
import { expectToStandDamage } from "./damage.js";
import { faultOf, lastPublished, published } from "./published.js";

const instances = {
  images: [
    { id: 581857, file_name: "COCO_train2014_000000581857.jpg", width: 20, height: 10 },
    { id: 9, file_name: "COCO_train2014_000000000009.jpg", width: 20, height: 10 },
  ],
  annotations: [
    { id: 3, image_id: 581857, category_id: 1, bbox: [0, 0, 5, 5], segmentation: [[0, 0, 5, 0, 5, 5]], iscrowd: 0 },
    { id: 4, image_id: 581857, category_id: 1, bbox: [9, 0, 5, 5], segmentation: [[9, 0, 14, 0, 14, 5]], iscrowd: 0 },
    { id: 5, image_id: 9, category_id: 1, bbox: [9, 0, 5, 5], segmentation: [[9, 0, 14, 0, 14, 5]], iscrowd: 0 },
  ],
  categories: [{ id: 1, name: "person" }],
};
const ref = (ref_id: number, image_id: number, ann_id: number, split: string, ...sents: string[]) => ({
  ref_id,
  image_id,
  ann_id,
  split,
  category_id: 1,
  sent_ids: sents.map((_, i) => i),
  sentences: sents.map((sent, sent_id) => ({ sent, raw: sent.toUpperCase(), sent_id, tokens: sent.split(" ") })),
});
const refs = [
  ref(0, 581857, 4, "train", "the lady with the blue shirt", "blue shirt"),
  ref(1, 581857, 3, "train", "man", " "),
  ref(2, 9, 5, "testA", "girl"),
];

/** Protocol 0 of plain data, as Python 2 wrote the published files. */
function pickled(value: unknown): string {
  if (typeof value === "number") return `I${value}\n`;
  if (typeof value === "string") return `V${value}\n`;
  if (Array.isArray(value)) return `(l${value.map((item) => `${pickled(item)}a`).join("")}`;
  const entries = Object.entries(value as object);
  return `(d${entries.map(([key, item]) => `${pickled(key)}${pickled(item)}s`).join("")}`;
}

async function open(list: unknown, options: object = {}) {
  const path = published({
    "refs(unc).p": typeof list === "string" ? list : `${pickled(list)}.`,
    "instances.json": instances,
    "train2014/COCO_train2014_000000581857.jpg": "",
    "train2014/COCO_train2014_000000000009.jpg": "",
  });
  const files = { images: path("train2014"), refs: path("refs(unc).p"), instances: path("instances.json") };
  return refcoco.open(refcoco.options.parse({ ...files, ...options }));
}

describe("refcoco", () => {
  it("1. gives a picture all its expressions, each meaning one of its objects", async () => {
    const data = await open(refs);
    expect([data.size, data.faults]).toEqual([2, []]);
    const { id, objects, expressions, exhaustive } = await data.read(0);
    expect([id, objects.map(({ box }) => box[0])]).toEqual(["581857", [0, 9]]);
    expect(expressions).toEqual([
      { text: "the lady with the blue shirt", objects: [1] },
      { text: "blue shirt", objects: [1] },
      { text: "man", objects: [0] },
    ]);
    expect(exhaustive).toEqual([{ name: "person", plural: "people" }]);
  });

  it("2. gives only the chosen split", async () => {
    const data = await open(refs, { split: "testA" });
    expect(data.size).toBe(1);
    expect((await data.read(0)).expressions).toEqual([{ text: "girl", objects: [0] }]);
    await expect(open(refs, { split: "testC" })).rejects.toThrow(/split/);
  });

  it("3. lists references without id or picture, and those given twice, as faults", async () => {
    const list = [...refs, refs[0], ref(7, 1234, 5, "train", "x"), { image_id: 9 }];
    expect((await open(list)).faults.map(({ record, reason }) => [record, reason])).toEqual([
      ["ref 0", "duplicate-id"],
      ["ref 7", "unknown-picture"],
      ["record 5", "wrong-field"],
    ]);
  });

  it("4. leaves out a reference that means an object that its picture has not", async () => {
    const data = await open([ref(0, 581857, 5, "train", "x")]);
    expect(await faultOf(() => data.read(0))).toMatchObject({
      costs: "part",
      reason: "unknown-object",
      record: "ref 0",
    });
  });

  it("5. does not open a pickle that would run something, and names it and the file", async () => {
    await expect(open("cos\nsystem\n(S'true'\ntR.")).rejects.toThrow(DatasetError);
    await expect(open("cos\nsystem\n(S'true'\ntR.")).rejects.toThrow(/refs\(unc\)\.p: .*it imports os\.system/);
  });

  it("6. does not open another pickle or a missing file", async () => {
    await expect(open({ a: 1 })).rejects.toThrow(/a list of references is expected/);
    await expect(open(refs, { refs: "/nowhere.p" })).rejects.toThrow(/there is no such file/);
  });

  it("7. stands damaged files", async () => {
    await open(refs);
    await expectToStandDamage(
      refcoco,
      {
        images: lastPublished("train2014"),
        refs: lastPublished("refs(unc).p"),
        instances: lastPublished("instances.json"),
      },
      lastPublished(),
    );
  });
});
