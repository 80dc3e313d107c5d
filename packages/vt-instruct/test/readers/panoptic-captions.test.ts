// Panoptic Narrative Grounding and OpenPSG: files of the published structure, built here after the loaders of their
// authors (pre_process.py of PNG, psg.py of OpenPSG).
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { png } from "../../src/readers/coco/panoptic-narrative-grounding.js";
import { openpsg } from "../../src/readers/openpsg.js";
import type { GroundedCaption } from "../../src/sample/annotated.js";
import { expectToStandDamage } from "./damage.js";
import { faultOf, lastPublished, published } from "./published.js";

/** 8 x 2 pixels: segments 1 to 4, each two columns wide. */
const map = () => {
  const pixels = new Uint8Array(3 * 16);
  for (let i = 0; i < 16; i++) pixels[3 * i] = 1 + ((i % 8) >> 1);
  return sharp(pixels, { raw: { width: 8, height: 2, channels: 3 } })
    .png()
    .toBuffer();
};
const segment = (id: number, category_id: number) => ({
  id,
  category_id,
  bbox: [2 * id - 2, 0, 2, 2],
  area: 4,
  iscrowd: 0,
});
const phrases = ({ text, spans }: GroundedCaption) =>
  spans.map(({ start, end, objects }) => [text.slice(start, end), objects]);

describe("png", () => {
  const panoptic = {
    images: [{ id: 9, file_name: "000000000009.jpg", width: 8, height: 2 }],
    annotations: [
      {
        image_id: 9,
        file_name: "000000000009.png",
        segments_info: [segment(1, 1), segment(2, 1), segment(3, 2), segment(4, 3)],
      },
    ],
    categories: [
      { id: 1, name: "person", isthing: 1 },
      { id: 2, name: "horse", isthing: 1 },
      { id: 3, name: "grass-merged", isthing: 0 },
    ],
  };
  const part = (utterance: string, segment_ids: string[] = [], noun = segment_ids.length > 0) => ({
    utterance,
    segment_ids,
    noun,
    plural: segment_ids.length > 1,
  });
  const narrative = {
    image_id: "9",
    annotator_id: 3,
    caption: "In this picture there are two people with a horse, on grass. A person is sitting.",
    segments: [
      part("In"),
      part("this picture", [], true),
      part("there are"),
      part("two people", ["1", "2"]),
      part("with"),
      part("a horse", ["3"]),
      part(","),
      part("on"),
      part("grass", ["4"]),
      part("."),
      part("A person", ["2"]),
      part("is sitting"),
    ],
  };
  const open = async (narratives: object[]) => {
    const path = published({
      "png.json": narratives,
      "panoptic.json": panoptic,
      "maps/000000000009.png": await map(),
      "images/000000000009.jpg": "",
    });
    const maps = { json: path("panoptic.json"), folder: path("maps") };
    return png.open({ images: path("images"), narratives: path("png.json"), panoptic: maps });
  };

  it("1. finds each grounded phrase in its place and gives its segments with masks", async () => {
    const { groundedCaptions, objects } = await (await open([narrative])).read(0);
    expect(groundedCaptions!.map(phrases)).toEqual([
      [
        ["two people", [0, 1]],
        ["a horse", [2]],
        ["grass", [3]],
        ["A person", [1]],
      ],
    ]);
    expect(objects.map(({ name, stuff, mask }) => [name, stuff, mask!.box()])).toEqual([
      ["person", undefined, [0, 0, 2, 2]],
      ["person", undefined, [2, 0, 4, 2]],
      ["horse", undefined, [4, 0, 6, 2]],
      ["grass", true, [6, 0, 8, 2]],
    ]);
  });

  it("2. gives a picture all its narratives, and names things as exhaustive", async () => {
    const second = { ...narrative, caption: "A horse.", segments: [part("A horse", ["3"])] };
    const data = await open([narrative, second]);
    expect(data.size).toBe(1);
    const { groundedCaptions, exhaustive } = await data.read(0);
    expect(groundedCaptions!.map(({ text }) => text)).toEqual([narrative.caption, "A horse."]);
    expect(exhaustive!.map(({ name }) => name)).toEqual(["person", "horse"]);
  });

  it.each([
    ["a phrase that the caption lacks", { segments: [part("a dog", ["3"])] }, "part: lost-phrase"],
    ["an unknown segment", { segments: [part("a horse", ["33"])] }, "part: unknown-segment"],
    ["an unknown picture", { image_id: "10" }, "picture: unknown-picture"],
    ["a missing caption", { caption: undefined }, "picture: wrong-field"],
  ])("3. tells what %s costs", async (_, change, told) => {
    const data = await open([{ ...narrative, ...change }]);
    const { costs, reason } = await faultOf(() => data.read(0));
    expect(`${costs}: ${reason}`).toBe(told);
  });

  it("4. lists a narrative without a picture as a fault", async () => {
    const data = await open([{ caption: "x", segments: [] }, narrative]);
    expect([data.size, data.faults.map(({ reason }) => reason)]).toEqual([1, ["wrong-field"]]);
  });

  it("5. stands damaged files", async () => {
    await open([narrative]);
    await expectToStandDamage(
      png,
      {
        images: lastPublished("images"),
        narratives: lastPublished("png.json"),
        panoptic: { json: lastPublished("panoptic.json"), folder: lastPublished("maps") },
      },
      lastPublished(),
    );
  });
});

describe("openpsg", () => {
  const record = {
    file_name: "val2017/000000000009.jpg",
    pan_seg_file_name: "panoptic_val2017/000000000009.png",
    image_id: "107902",
    width: 8,
    height: 2,
    segments_info: [
      { id: 1, category_id: 0, iscrowd: 0, isthing: 1, area: 4 },
      { id: 2, category_id: 0, iscrowd: 0, isthing: 1, area: 4 },
      { id: 3, category_id: 1, iscrowd: 0, isthing: 1, area: 4 },
      { id: 4, category_id: 2, iscrowd: 0, isthing: 0, area: 4 },
    ],
    annotations: [0, 2, 4, 6].map((x) => ({ bbox: [x, 0, x + 2, 2], bbox_mode: 0, category_id: 0 })),
    relations: [
      [0, 2, 1],
      [2, 3, 0],
      [0, 2, 2],
      [1, 0, 2],
    ],
  };
  const open = async (data: object[], options: object = {}) => {
    const path = published({
      "psg.json": {
        data,
        thing_classes: ["person", "horse"],
        stuff_classes: ["grass-merged"],
        predicate_classes: ["standing on", "riding", "looking at"],
        test_image_ids: ["107902"],
      },
      "coco/val2017/000000000009.jpg": "",
      "coco/panoptic_val2017/000000000009.png": await map(),
    });
    const files = { images: path("coco"), psg: path("psg.json"), panoptic: path("coco") };
    return openpsg.open(openpsg.options.parse({ ...files, ...options }));
  };

  it("1. says relations in sentences whose nouns are grounded; of two between the same segments the first", async () => {
    const { id, objects, groundedCaptions } = await (await open([record])).read(0);
    expect([id, groundedCaptions!.length]).toEqual(["107902", 1]);
    expect(groundedCaptions![0]!.text).toBe(
      "A person is riding a horse. The horse is standing on the grass. Another person is looking at that person.",
    );
    expect(phrases(groundedCaptions![0]!)).toEqual([
      ["A person", [0]],
      ["a horse", [2]],
      ["The horse", [2]],
      ["the grass", [3]],
      ["Another person", [1]],
      ["that person", [0]],
    ]);
    expect(objects.map(({ name, stuff, mask }) => [name, stuff, mask!.area()])).toEqual([
      ["person", undefined, 4],
      ["person", undefined, 4],
      ["horse", undefined, 4],
      ["grass", true, 4],
    ]);
  });

  it("2. says nothing of crowds, and has no caption where nothing is left to say", async () => {
    const crowded = record.segments_info.map((info) => ({ ...info, iscrowd: 1 }));
    const picture = await (await open([{ ...record, segments_info: crowded }])).read(0);
    expect(picture).not.toHaveProperty("groundedCaptions");
    expect(picture.objects.every(({ crowd }) => crowd)).toBe(true);
  });

  it("3. says at most six relations", async () => {
    const pairs = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].filter((b) => a !== b).map((b) => [a, b, 2]));
    const { groundedCaptions } = await (await open([{ ...record, relations: pairs }])).read(0);
    expect(groundedCaptions![0]!.text.match(/ looking at /g)).toHaveLength(6);
  });

  it("4. splits by the list of test pictures", async () => {
    const other = { ...record, image_id: 5 };
    const sizes = ["train", "test", undefined].map(async (split) => (await open([record, other], { split })).size);
    expect(await Promise.all(sizes)).toEqual([1, 1, 2]);
    expect((await (await open([record, other], { split: "train" })).read(0)).id).toBe("5");
  });

  it.each([
    ["a relation with a segment that is not there", { relations: [[0, 9, 0]] }, "part: wrong-relation"],
    ["a predicate that is not there", { relations: [[0, 1, 9]] }, "part: wrong-relation"],
    [
      "a class that is not there",
      { segments_info: record.segments_info.map((s) => ({ ...s, category_id: 9 })) },
      "label: unknown-category",
    ],
    ["fewer boxes than segments", { annotations: [] }, "picture: wrong-field"],
    ["a box outside", { annotations: record.annotations.map(() => ({ bbox: [0, 0, 80, 2] })) }, "part: box-outside"],
    ["a missing picture", { file_name: "val2017/000000000010.jpg" }, "picture: missing-picture"],
  ])("5. tells what %s costs", async (_, change, told) => {
    const data = await open([{ ...record, ...change }]);
    const { costs, reason } = await faultOf(() => data.read(0));
    expect(`${costs}: ${reason}`).toBe(told);
  });

  it("6. lists a picture given twice as a fault", async () => {
    const data = await open([record, record]);
    expect([data.size, data.faults.map(({ reason }) => reason)]).toEqual([1, ["duplicate-id"]]);
  });

  it("7. stands damaged files", async () => {
    await open([record, { ...record, image_id: 5 }]);
    await expectToStandDamage(
      openpsg,
      { images: lastPublished("coco"), psg: lastPublished("psg.json"), panoptic: lastPublished("coco") },
      lastPublished(),
    );
  });
});
