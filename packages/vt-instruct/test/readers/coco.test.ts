// COCO: files of the published layout, built here, joined on the image id; what is wrong is named and counted.
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { DatasetError } from "../../src/files/errors.js";
import { toldGroups } from "../../src/language/labelled.js";
import { coco } from "../../src/readers/coco/coco.js";
import { stuffName } from "../../src/readers/coco/panoptic-file.js";
import { expectToStandDamage } from "./damage.js";
import { lastPublished, published, recordErrorOf } from "./published.js";

const images = [
  { id: 9, file_name: "000000000009.jpg", width: 20, height: 10, license: 3 },
  { id: 25, file_name: "000000000025.jpg", width: 20, height: 10, license: 3 },
];
const categories = [
  { id: 1, name: "person", supercategory: "person" },
  { id: 18, name: "dog", supercategory: "animal" },
];
const square = { segmentation: [[2, 2, 6, 2, 6, 6, 2, 6]], bbox: [2, 2, 4, 4], area: 16, iscrowd: 0 };
const person = { id: 100, image_id: 9, category_id: 1, ...square };
const dog = { id: 101, image_id: 9, category_id: 18, segmentation: [], bbox: [10, 0, 10, 10], area: 100, iscrowd: 0 };
const crowd = {
  id: 102,
  image_id: 9,
  category_id: 1,
  segmentation: { size: [10, 20], counts: [100, 100] },
  bbox: [10, 0, 10, 10],
  area: 100,
  iscrowd: 1,
};
const joints = Array.from({ length: 17 }, (_, i) => (i === 0 ? [3, 3, 2] : i === 5 ? [4, 4, 1] : [0, 0, 0])).flat();
const instancesFile = { info: {}, licenses: [], images, annotations: [person, dog, crowd], categories };
const keypointsFile = {
  images,
  annotations: [{ ...person, keypoints: joints, num_keypoints: 2 }],
  categories: [{ ...categories[0], keypoints: [], skeleton: [] }],
};
const captionsFile = {
  images: [...images, { id: 30, file_name: "000000000030.jpg", width: 5, height: 5 }],
  annotations: [
    { id: 1, image_id: 9, caption: "A person with a dog.\n" },
    { id: 2, image_id: 9, caption: "Somebody sits." },
    { id: 3, image_id: 30, caption: "Nothing." },
  ],
};
const panopticCategories = [
  { id: 1, name: "person", isthing: 1 },
  { id: 199, name: "wall-other-merged", isthing: 0 },
];
const segments = [
  { id: 7, category_id: 1, bbox: [2, 2, 4, 4], area: 16, iscrowd: 0 },
  { id: 256, category_id: 199, bbox: [0, 0, 20, 2], area: 40, iscrowd: 0 },
];
const panopticFile = (annotation: object = {}) => ({
  images: [images[0]],
  annotations: [{ image_id: 9, file_name: "000000000009.png", segments_info: segments, ...annotation }],
  categories: panopticCategories,
});

/** 20 x 10: two rows of segment 256 above a 4 x 4 square of segment 7. */
function map(width = 20, height = 10): Promise<Uint8Array> {
  const pixels = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (y < 2) pixels[3 * (y * width + x) + 1] = 1;
      else if (x >= 2 && x < 6 && y < 6) pixels[3 * (y * width + x)] = 7;
    }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

const pictures = { "images/000000000009.jpg": "", "images/000000000025.jpg": "", "images/000000000030.jpg": "" };

async function opened(files: Record<string, string | Uint8Array | object>, options: object = {}) {
  const path = published({ ...pictures, ...files });
  const named = Object.fromEntries(
    ["instances", "keypoints", "captions", "maskComplete", "crowdComplete"]
      .filter((name) => files[name])
      .map((name) => [name, path(name)]),
  );
  const panoptic = files.panoptic && { panoptic: { json: path("panoptic"), folder: path("maps") } };
  return coco.open(coco.options.parse({ images: path("images"), ...named, ...panoptic, ...options }));
}

describe("coco: what it reads", () => {
  it("1. gives objects with boxes by corners, masks and plural names; an empty segmentation is an unknown mask", async () => {
    const data = await opened({ instances: instancesFile });
    const { id, width, height, objects } = await data.read(0);
    expect([data.size, data.faults, id, width, height]).toEqual([2, [], "9", 20, 10]);
    expect(objects.map(({ name, plural, box, crowd }) => ({ name, plural, box, crowd }))).toEqual([
      { name: "person", plural: "people", box: [2, 2, 6, 6], crowd: undefined },
      { name: "dog", plural: "dogs", box: [10, 0, 20, 10], crowd: undefined },
      { name: "person", plural: "people", box: [10, 0, 20, 10], crowd: true },
    ]);
    expect(objects[0]!.mask!.box()).toEqual([2, 2, 6, 6]);
    expect(objects[1]).not.toHaveProperty("mask");
    expect(objects[2]!.mask!.area()).toBe(100);
  });

  it("2. says that all categories are labelled in every picture of instances, and in no other", async () => {
    const data = await opened({ instances: instancesFile, captions: captionsFile });
    const names = [
      { name: "person", plural: "people" },
      { name: "dog", plural: "dogs", kin: "animal" },
    ];
    expect((await data.read(1)).exhaustive).toEqual(names);
    const captioned = await data.read(2);
    expect([captioned.id, captioned.objects, captioned.exhaustive]).toEqual(["30", [], undefined]);
  });

  it("3. joins captions, trimmed, and joints by annotation id", async () => {
    const data = await opened({ instances: instancesFile, captions: captionsFile, keypoints: keypointsFile });
    const { captions, objects } = await data.read(0);
    expect(captions).toEqual(["A person with a dog.", "Somebody sits."]);
    expect(objects[0]!.keypoint!.slice(0, 2)).toEqual([
      [3, 3, 2],
      [0, 0, 0],
    ]);
    expect(objects[0]!.keypoint!).toHaveLength(17);
    expect(objects.slice(1).every((object) => object.keypoint === undefined)).toBe(true);
    expect(await data.read(1)).not.toHaveProperty("captions");
  });

  it("4. takes people from the keypoints file alone; a person without labelled joints has none", async () => {
    const unlabelled = { ...person, id: 103, keypoints: Array(51).fill(0), num_keypoints: 0 };
    const annotations = [...keypointsFile.annotations, unlabelled];
    const data = await opened({ keypoints: { ...keypointsFile, annotations } });
    const { objects, exhaustive } = await data.read(0);
    expect(objects.map(({ keypoint }) => keypoint?.length)).toEqual([17, undefined]);
    expect(exhaustive).toEqual([{ name: "person", plural: "people" }]);
  });

  it("5. adds the stuff of panoptic maps to instances, and things only where there are no instances", async () => {
    const files = { panoptic: panopticFile(), "maps/000000000009.png": await map() };
    const joined = await (await opened({ ...files, instances: instancesFile })).read(0);
    expect(joined.objects.map(({ name, stuff }) => [name, stuff])).toEqual([
      ["person", undefined],
      ["dog", undefined],
      ["person", undefined],
      ["wall", true],
    ]);
    const alone = await (await opened(files)).read(0);
    expect(alone.objects.map(({ name, box, mask }) => [name, box, mask!.area(), mask!.box()])).toEqual([
      ["person", [2, 2, 6, 6], 16, [2, 2, 6, 6]],
      ["wall", [0, 0, 20, 2], 40, [0, 0, 20, 2]],
    ]);
    expect(alone.exhaustive).toEqual([{ name: "person", plural: "people" }]);
  });

  it("6. reads a panoptic map only when a mask is looked at", async () => {
    const { objects } = await (await opened({ panoptic: panopticFile(), "maps/other.png": "" })).read(0);
    const error = await recordErrorOf(() => objects[0]!.mask!.toRle());
    expect([error.reason, error.record]).toEqual(["wrong-map", "image 9"]);
  });

  it("7. leaves out masks of pictures whose masks are not complete, where a list of complete ones is given", async () => {
    const annotations = [person, { ...person, id: 104, image_id: 25 }];
    const data = await opened({ instances: { ...instancesFile, annotations }, maskComplete: [25] });
    expect((await data.read(0)).objects[0]).not.toHaveProperty("mask");
    expect((await data.read(1)).objects[0]!.mask!.area()).toBe(16);
  });

  it("8. stops at a limit, and finds pictures of both years' names in several folders", async () => {
    const data = await opened(
      { instances: instancesFile, "more/COCO_val2014_000000000009.jpg": "", "images/000000000009.jpg": "" },
      { limit: 1 },
    );
    expect(data.size).toBe(1);
    const path = published({ instances: instancesFile, "a/x": "", "b/COCO_val2014_000000000009.jpg": "" });
    const moved = await coco.open({ images: [path("a"), path("b")], instances: path("instances") });
    expect((await moved.read(0)).picture).toEqual({ path: path("b/COCO_val2014_000000000009.jpg") });
  });

  it("9. stands damaged files", async () => {
    await opened({ instances: instancesFile, captions: captionsFile });
    await expectToStandDamage(
      coco,
      { images: lastPublished("images"), instances: lastPublished("instances"), captions: lastPublished("captions") },
      lastPublished(),
    );
  });
});

describe("coco: what it refuses", () => {
  it("1. lists duplicate ids, unknown pictures and unreadable records as faults, and goes on", async () => {
    const data = await opened({
      instances: {
        images: [...images, images[0], { id: 31, width: 0, height: 5 }],
        annotations: [person, person, { ...dog, image_id: 77 }, { id: 105 }],
        categories,
      },
    });
    expect(data.faults.map(({ record, reason }) => [record, reason])).toEqual([
      ["images id 9", "duplicate-id"],
      ["images id 31", "wrong-field"],
      ["annotations id 101", "unknown-picture"],
      ["annotations id 105", "wrong-field"],
    ]);
    expect(data.size).toBe(2);
    expect((await data.read(0)).objects).toHaveLength(1);
  });

  it.each([
    ["an unknown category", { category_id: 5 }, "unknown-category"],
    ["a category that is no number", { category_id: "x" }, "wrong-field"],
    ["a box outside and no mask", { bbox: [15, 5, 30, 4], segmentation: [] }, "box-outside"],
    ["a box without an area and no mask", { bbox: [2, 2, 0, 4], segmentation: null }, "wrong-box"],
    [
      "a box of height 0 and a mask without a pixel",
      { bbox: [2, 3, 4, 0], segmentation: [[2, 3, 2, 3, 6, 3]] },
      "wrong-box",
    ],
    ["a box of three numbers and no mask", { bbox: [2, 2, 4], segmentation: "" }, "wrong-field"],
    ["neither box nor mask", { bbox: null, segmentation: null }, "no-place"],
    ["a mask far from its box", { bbox: [12, 2, 4, 4] }, "mask-elsewhere"],
    ["no sense in iscrowd", { iscrowd: "x" }, "wrong-field"],
  ])("2. loses a label with %s, not its picture: nothing of its name is told completely", async (_, change, reason) => {
    const other = { ...person, id: 200, bbox: [8, 2, 4, 4], segmentation: [[8, 2, 12, 2, 12, 6, 8, 6]] };
    const data = await opened({ instances: { ...instancesFile, annotations: [{ ...person, ...change }, other, dog] } });
    const picture = await data.read(0);
    const fault = picture.lost!.at(-1)!.fault!;
    expect([fault.reason, fault.record]).toContain(reason);
    expect(fault.record).toBe("annotations id 100");
    expect(fault.file).toMatch(/instances$/);
    expect(picture.objects.map(({ name }) => name)).toEqual(["person", "dog"]);
    const names = "category_id" in change ? [] : ["dog"];
    expect(toldGroups(picture).map(([{ name }]) => name)).toEqual(names);
    expect((await data.read(1)).lost).toBeUndefined();
  });

  it.each([
    ["a box outside", { bbox: [15, 5, 30, 4] }, "box-outside", { box: [2, 2, 6, 6] }],
    ["a box without an area", { bbox: [2, 2, 0, 4] }, "wrong-box", { box: [2, 2, 6, 6] }],
    ["a box of three numbers", { bbox: [2, 2, 4] }, "wrong-field", { box: [2, 2, 6, 6] }],
    ["a polygon of two points", { segmentation: [[1, 1, 5, 5]] }, "wrong-polygon", { mask: undefined }],
    [
      "a polygon with a hole in its numbers",
      { segmentation: [[1, 1, 5, null, 5, 5]] },
      "wrong-polygon",
      { mask: undefined },
    ],
    ["a polygon of texts", { segmentation: [["1", "1", "5", "1", "5", "5"]] }, "wrong-polygon", { mask: undefined }],
    ["a mask of another size", { segmentation: { size: [5, 5], counts: [25] } }, "wrong-rle", { mask: undefined }],
    [
      "runs that do not fill the picture",
      { segmentation: { size: [10, 20], counts: [5] } },
      "wrong-rle",
      { mask: undefined },
    ],
    ["a mask without a pixel", { segmentation: { size: [10, 20], counts: [200] } }, "empty-mask", { mask: undefined }],
    ["a mask of no known form", { segmentation: "yes" }, "wrong-field", { mask: undefined }],
    ["sixteen joints", { keypoints: Array(48).fill(0) }, "wrong-keypoints", { keypoints: undefined }],
    [
      "a joint of visibility 3",
      { keypoints: [1, 1, 3, ...Array(48).fill(0)] },
      "wrong-keypoints",
      { keypoints: undefined },
    ],
  ])(
    "2. leaves out of a label with %s what is wrong and keeps the rest, naming annotation and file",
    async (_, change, reason, rest) => {
      const data = await opened({ instances: { ...instancesFile, annotations: [{ ...person, ...change }] } });
      const { objects, notes, lost } = await data.read(0);
      expect(notes!.map((note) => [note.reason, note.record])).toEqual([[reason, "annotations id 100"]]);
      expect(notes![0]!.file).toMatch(/instances$/);
      expect([objects.length, objects[0]!.name, lost]).toEqual([1, "person", undefined]);
      for (const [key, value] of Object.entries(rest)) expect(objects[0]![key as "box"]).toEqual(value);
    },
  );

  it.each([
    ["iscrowd false", { iscrowd: false }],
    ["iscrowd null", { iscrowd: null }],
    ["no segmentation but null", { segmentation: null }],
    ["no segmentation but an empty text", { segmentation: "" }],
    ["no bbox beside a mask", { bbox: undefined }],
    ["a bbox of null beside a mask", { bbox: null }],
    ["an empty bbox beside a mask", { bbox: [] }],
    ["no id", { id: undefined }],
    ["an id of text", { id: "x1" }],
    ["the id of another", { id: 101 }],
    ["NaN in a field that nobody needs", { area: "NaN" }],
    ["a picture's id as text", { image_id: "9" }],
    ["a box three pixels over the edge", { bbox: [-3, 2, 9, 4], segmentation: null }, [0, 2, 6, 6]],
  ])("2. takes a label with %s as it is meant", async (_, change: object, box: number[] = [2, 2, 6, 6]) => {
    const annotations = [{ ...person, ...change }, dog];
    const text = JSON.stringify({ ...instancesFile, annotations }).replace('"NaN"', "NaN");
    const data = await opened({ instances: text });
    const picture = await data.read(0);
    expect([data.faults, picture.lost, picture.notes]).toEqual([[], undefined, undefined]);
    expect(picture.objects.map(({ name, box, crowd }) => [name, box, crowd])).toEqual([
      ["person", box, undefined],
      ["dog", [10, 0, 20, 10], undefined],
    ]);
  });

  it("3. refuses a picture whose file is missing, when it is read", async () => {
    const path = published({ instances: instancesFile, "images/000000000025.jpg": "" });
    const data = await coco.open({ images: path("images"), instances: path("instances") });
    expect((await recordErrorOf(() => data.read(0))).reason).toBe("missing-picture");
    expect((await data.read(1)).id).toBe("25");
  });

  it.each([
    ["a segment that the map lacks", [{ ...segments[0], id: 8 }], [20, 10], "missing-segment"],
    ["a map of another size", segments, [10, 10], "wrong-map"],
  ] as const)("4. refuses masks of %s", async (_, segments_info, [width, height], reason) => {
    const files = { panoptic: panopticFile({ segments_info }), "maps/000000000009.png": await map(width, height) };
    const { objects } = await (await opened(files)).read(0);
    expect((await recordErrorOf(() => objects[0]!.mask!.toRle())).reason).toBe(reason);
  });

  it("5. cannot open what is missing, is no JSON, or has another layout", async () => {
    await expect(opened({}, { instances: "/nowhere.json" })).rejects.toThrow(DatasetError);
    await expect(opened({ instances: "<html>" })).rejects.toThrow(/not JSON/);
    await expect(opened({ instances: { annotations: [] } })).rejects.toThrow(/a list "images" is expected there/);
    await expect(opened({ instances: instancesFile }, { images: "/nowhere" })).rejects.toThrow(/a folder of pictures/);
  });

  it("6. wants at least one file, and no option that it does not know", () => {
    expect(coco.options.safeParse({ images: "a" }).error!.issues[0]!.message).toMatch(/at least one of instances/);
    expect(coco.options.safeParse({ images: "a", instance: "b", captions: "c" }).success).toBe(false);
  });
});

describe("stuffName", () => {
  it.each([
    ["wall-other-merged", "wall"],
    ["sky-other-merged", "sky"],
    ["tree-merged", "tree"],
    ["door-stuff", "door"],
    ["window-blind", "window blind"],
    ["wall-brick", "brick wall"],
    ["playingfield", "playing field"],
    ["person", "person"],
  ])("1. says %s as %s", (published, said) => expect(stuffName(published)).toBe(said));
});

describe("coco: parts of it", () => {
  const mixed = images.map((image, i) => ({ ...image, coco_split: ["train2017", "val2017"][i] }));
  const idsOf = async (choose: object, files: object = {}) => {
    const data = await opened({ instances: { ...instancesFile, images: mixed }, ...files }, { choose });
    return Array.from({ length: data.size }, (_, i) => (data.read(i) as { id: string }).id);
  };

  it("1. are pictures of a list, of one of COCO's splits, or of a part by id", async () => {
    expect(await idsOf({})).toEqual(["9", "25"]);
    expect(await idsOf({ cocoSplit: "val2017" })).toEqual(["25"]);
    expect(await idsOf({ part: { of: 5, keep: 0 } })).toEqual(["25"]);
    expect(await idsOf({ part: { of: 5, leave: 0 } })).toEqual(["9"]);
    const path = published({ list: [9] });
    expect(await idsOf({ only: path("list") })).toEqual(["9"]);
    expect(await idsOf({ only: path("list"), cocoSplit: "val2017" })).toEqual([]);
    expect(coco.options.safeParse({ images: "a", instances: "b", choose: { part: { of: 5, keep: 5 } } }).success).toBe(
      false,
    );
  });

  it("2. may lack crowds: what is there a dozen times is not told completely, but where crowds are marked", async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ ...dog, id: 200 + i, bbox: [i, 0, 1, 1], area: 1 }));
    const told = async (count: number, crowdComplete: number[]) => {
      const file = { ...instancesFile, annotations: [person, ...many(count)] };
      return toldGroups(await (await opened({ instances: file, crowdComplete })).read(0)).map((group) => group.length);
    };
    expect(await told(11, [])).toEqual([11, 1]);
    expect(await told(12, [])).toEqual([1]);
    expect(await told(12, [9])).toEqual([12, 1]);
  });
});
