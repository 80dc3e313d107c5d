// COCO-ReM, LVIS and COCO-Interactive: files of the published layouts, built here after lvis-api's val sample,
// the scripts of COCO-ReM and PSALM's data builder.
import { Mask } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { cocoInteractive } from "../../src/readers/coco/coco-interactive.js";
import { cocoRem } from "../../src/readers/coco/coco-rem.js";
import { lvis, lvisName } from "../../src/readers/coco/lvis.js";
import { expectToStandDamage } from "./damage.js";
import { lastPublished, published, recordErrorOf } from "./published.js";

const annotation = (id: number, image_id: number, category_id: number) => ({
  id,
  image_id,
  category_id,
  segmentation: [[2, 2, 6, 2, 6, 6, 2, 6]],
  bbox: [2, 2, 4, 4],
  area: 16,
});

describe("coco-rem", () => {
  it("1. reads refined masks in COCO's layout, all names exhaustive", async () => {
    const path = published({
      instances: {
        images: [{ id: 9, file_name: "000000000009.jpg", width: 20, height: 10 }],
        annotations: [{ ...annotation(9000, 9, 17), source: "lvis", source_id: 3, iscrowd: 0 }],
        categories: [{ id: 17, name: "cat" }],
      },
      "images/000000000009.jpg": "",
    });
    const data = await cocoRem.open({ images: path("images"), instances: path("instances") });
    const { objects, exhaustive } = await data.read(0);
    expect(objects[0]).toMatchObject({ name: "cat", plural: "cats", box: [2, 2, 6, 6] });
    expect(exhaustive).toEqual([{ name: "cat", plural: "cats" }]);
  });
});

describe("lvis", () => {
  const file = {
    images: [
      {
        id: 397133,
        width: 20,
        height: 10,
        coco_url: "http://images.cocodataset.org/val2017/000000397133.jpg",
        neg_category_ids: [2, 4],
        not_exhaustive_category_ids: [3],
      },
    ],
    annotations: [annotation(1, 397133, 1), annotation(2, 397133, 3), annotation(3, 397133, 5)],
    categories: [
      { id: 1, name: "baseball_bat" },
      { id: 2, name: "alarm_clock" },
      { id: 3, name: "jar" },
      { id: 4, name: "bow_(weapon)" },
      { id: 5, name: "knife" },
      { id: 6, name: "bow_(decorative_ribbons)" },
      { id: 7, name: "zebra" },
    ],
  };
  const open = (more: Record<string, string> = { "val2017/000000397133.jpg": "" }) => {
    const path = published({ instances: file, "train2017/x": "", ...more });
    return lvis.open({ images: path(), instances: path("instances") });
  };

  it("1. finds the picture by its address and says names as people do", async () => {
    const { picture, objects } = await (await open()).read(0);
    expect(picture).toMatchObject({ path: expect.stringMatching(/val2017\/000000397133\.jpg$/) });
    expect(objects.map(({ name }) => name)).toEqual(["baseball bat", "jar", "knife"]);
  });

  it("2. is exhaustive of what was found throughout or looked for in vain, and of nothing else", async () => {
    const { exhaustive } = await (await open()).read(0);
    // Not jars, of which some are unlabelled, nor zebras, for which nobody looked, nor bows, which may be ribbons.
    expect(exhaustive).toEqual([
      { name: "baseball bat", plural: "baseball bats" },
      { name: "knife", plural: "knives" },
      { name: "alarm clock", plural: "alarm clocks" },
    ]);
  });

  it("3. refuses a record whose picture is missing", async () => {
    const data = await open({});
    expect(await recordErrorOf(() => data.read(0))).toMatchObject({
      reason: "missing-picture",
      record: "images id 397133",
    });
  });

  it.each([
    ["baseball_bat", "baseball bat"],
    ["bow_(weapon)", "bow"],
    ["cap_(headwear)", "cap"],
    ["Christmas_tree", "Christmas tree"],
    ["ping-pong_ball", "ping-pong ball"],
  ])("4. says %s as %s", (published, said) => expect(lvisName(published)).toBe(said));

  it("4. stands damaged files", async () => {
    await open();
    await expectToStandDamage(
      lvis,
      { images: lastPublished(), instances: lastPublished("instances") },
      lastPublished(),
    );
  });
});

describe("coco-interactive", () => {
  const [width, height] = [20, 10];
  const rle = (paint: (x: number, y: number) => boolean) => {
    const pixels = Uint8Array.from({ length: width * height }, (_, i) =>
      Number(paint(i % width, Math.floor(i / width))),
    );
    return new Mask(width, height, pixels).toRle();
  };
  const none = rle(() => false);
  const pointed = {
    ...annotation(1, 9, 27),
    iscrowd: 0,
    point_visual_prompt_mask: rle((x, y) => (x === 5 && y === 3) || (x === 9 && y === 0)),
    box_visual_prompt_mask: rle((x, y) => x >= 1 && x < 7 && y >= 2 && y < 8),
    mask_visual_prompt_mask: rle((x) => x === 4),
    scribble_visual_prompt_mask: rle((x, y) => x === y),
  };
  const tiny = {
    ...pointed,
    id: 2,
    point_visual_prompt_mask: none,
    box_visual_prompt_mask: none,
    mask_visual_prompt_mask: none,
  };
  const image_info = { id: 9, file_name: "000000000009.jpg", width, height };
  const open = (anns: object[]) => {
    const record = { image: "000000000009.jpg", image_info, new_img_id: 0, anns };
    const path = published({ "psalm.json": JSON.stringify([record], null, 2), "images/000000000009.jpg": "" });
    return cocoInteractive.open({ images: path("images"), interactive: path("psalm.json") });
  };

  it("1. gives each object its published point, box and mask; names come from COCO's ids", async () => {
    const { id, objects } = await (await open([pointed])).read(0);
    const [{ name, prompts }] = objects as [(typeof objects)[number]];
    expect([id, name]).toEqual(["9", "backpack"]);
    const [point, box, mask] = prompts!;
    // An object in two pieces has a dot in each.
    expect(point).toEqual({
      kind: "point",
      points: [
        [5.5, 3.5],
        [9.5, 0.5],
      ],
    });
    expect(box).toEqual({ kind: "box", box: [1, 2, 7, 8] });
    expect(mask!.kind === "mask" && mask!.mask.box()).toEqual([4, 0, 5, 10]);
  });

  it("2. leaves out prompts that cover nothing", async () => {
    const { objects, exhaustive } = await (await open([tiny])).read(0);
    expect(objects[0]).not.toHaveProperty("prompts");
    expect(exhaustive).toHaveLength(80);
    expect(exhaustive!.at(-1)).toEqual({ name: "toothbrush", plural: "toothbrushes" });
  });

  it("3. leaves out a prompt of another size, and tells it", async () => {
    const data = await open([{ ...pointed, box_visual_prompt_mask: { size: [5, 5], counts: "i0" } }]);
    const { objects, notes } = await data.read(0);
    expect(notes!.map(({ reason }) => reason)).toEqual(["wrong-rle"]);
    expect(objects[0]!.prompts!.map(({ kind }) => kind)).toEqual(["point", "mask"]);
  });

  it("3. loses an object of an id that COCO does not use, not its picture; needs no id of its own", async () => {
    const data = await open([
      { ...pointed, category_id: 12 },
      { ...pointed, id: undefined },
    ]);
    const { objects, lost } = await data.read(0);
    expect(lost!.map(({ name, fault }) => [name, fault!.reason])).toEqual([[undefined, "unknown-category"]]);
    expect(objects.map(({ name }) => name)).toEqual(["backpack"]);
  });

  it("3. stands damaged files", async () => {
    await open([pointed, tiny]);
    await expectToStandDamage(
      cocoInteractive,
      { images: lastPublished("images"), interactive: lastPublished("psalm.json") },
      lastPublished(),
    );
  });
});
