// Depth data sets: exact metres, unknown stays unknown, pictures and depths belong together. The files have the
// published names and layout; their pixels are made here.
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { DatasetError } from "../../src/files/errors.js";
import { readDepth } from "../../src/readers/common/depth-picture.js";
import { hrwsi } from "../../src/readers/hrwsi.js";
import { kitti } from "../../src/readers/kitti.js";
import { rgbd } from "../../src/readers/rgbd.js";
import type { DepthSource } from "../../src/sample/annotated.js";
import { expectToStandDamage } from "./damage.js";
import { jpeg, lastPublished, published, recordErrorOf } from "./published.js";

const grey = (values: Uint8Array | Uint16Array, width: number) =>
  sharp(values, { raw: { width, height: values.length / width, channels: 1 } })
    .toColourspace(values instanceof Uint16Array ? "grey16" : "b-w")
    .png()
    .toBuffer();
const depths = async (source: DepthSource | undefined) => [...(await readDepth(source!)).data];

describe("rgbd", () => {
  const files = async () =>
    published({
      "train/frame-000000.color.jpg": await jpeg(3, 2),
      "train/frame-000000.depth.png": await grey(Uint16Array.of(0, 1, 1000, 2500, 65534, 65535), 3),
      "train/frame-000010.color.jpg": await jpeg(3, 2),
      "train/frame-000010.depth.png": await grey(Uint16Array.of(1, 2), 2),
      "train/frame-000010.pose.txt": "1 0 0 0",
      "train.txt": "train/frame-000000\n\ntrain/frame-000020\r\ntrain/frame-000000\n",
    });

  it("1. reads millimetres as metres, 0 as unknown and on request another value, too", async () => {
    const folder = (await files())("train");
    const set = await rgbd.open(rgbd.options.parse({ folder }));
    expect(set.size).toBe(2);
    const { depth, ...rest } = await set.read(0);
    expect(rest).toMatchObject({ id: "frame-000000", width: 3, height: 2, objects: [] });
    expect(await depths(depth)).toEqual([0, 0.001, 1, 2.5, 65.534, 65.535].map(Math.fround));
    const original = await rgbd.open(rgbd.options.parse({ folder, unknown: 65535 }));
    expect(await depths((await original.read(0)).depth)).toEqual([0, 0.001, 1, 2.5, 65.534, 0].map(Math.fround));
  });

  it("2. takes the frames of a list, names missing ones, and tells of double ones", async () => {
    const path = await files();
    const set = await rgbd.open(rgbd.options.parse({ folder: path(), list: path("train.txt") }));
    expect(set.size).toBe(2);
    expect(set.faults).toMatchObject([
      { file: path("train.txt"), record: "train/frame-000000", reason: "duplicate-id" },
    ]);
    expect(await recordErrorOf(() => set.read(1))).toMatchObject({
      file: path("train/frame-000020.color.jpg"),
      reason: "missing-picture",
    });
  });

  it("3. refuses depth of another size than its picture's", async () => {
    const set = await rgbd.open(rgbd.options.parse({ folder: (await files())() }));
    expect(await recordErrorOf(() => set.read(1))).toMatchObject({
      record: "train/frame-000010",
      reason: "wrong-size",
    });
  });

  it("4. reads other cameras by the ends of their names and their unit", async () => {
    const path = published({ "1.png": await jpeg(1, 1), "1_d.png": await grey(Uint16Array.of(5000), 1) });
    const options = { folder: path(), color: "1.png", depth: "1_d.png", unitsPerMetre: 5000 };
    const set = await rgbd.open(rgbd.options.parse(options));
    expect(await depths((await set.read(0)).depth)).toEqual([1]);
  });

  it("5. says which folder or list is wrong", async () => {
    const path = published({ "readme.txt": "nothing here" });
    const open = (options: object) => rgbd.open(rgbd.options.parse(options));
    await expect(open({ folder: path("none") })).rejects.toThrow(/none: there is no such file/);
    await expect(open({ folder: path() })).rejects.toThrow(/no file "\*\.color\.jpg" lies there/);
    await expect(open({ folder: path(), list: path("none.txt") })).rejects.toBeInstanceOf(DatasetError);
  });

  it("6. stands damaged files", async () => {
    await files();
    await expectToStandDamage(rgbd, { folder: lastPublished("train"), unknown: 65535 }, lastPublished());
  });
});

describe("kitti", () => {
  const drive = "2011_09_26_drive_0001_sync";
  const files = async () =>
    published({
      [`train/${drive}/proj_depth/groundtruth/image_02/0000000005.png`]: await grey(
        Uint16Array.of(0, 256, 384, 20480),
        2,
      ),
      [`train/${drive}/proj_depth/groundtruth/image_03/0000000005.png`]: await grey(Uint16Array.of(1, 1, 1, 1), 2),
      [`raw/2011_09_26/${drive}/image_02/data/0000000005.png`]: await grey(new Uint8Array(4), 2),
      [`val_selection_cropped/groundtruth_depth/${drive}_groundtruth_depth_0000000008_image_02.png`]: await grey(
        Uint16Array.of(512),
        1,
      ),
      [`val_selection_cropped/image/${drive}_image_0000000008_image_02.png`]: await grey(Uint8Array.of(9), 1),
    });

  it("1. finds the raw picture of every annotated map and reads metres times 256", async () => {
    const path = await files();
    const set = await kitti.open(kitti.options.parse({ depth: path("train"), raw: path("raw") }));
    expect(set.size).toBe(2);
    const { id, picture, depth } = await set.read(0);
    expect(id).toBe(`${drive}/image_02/0000000005`);
    expect(picture).toEqual({ path: path(`raw/2011_09_26/${drive}/image_02/data/0000000005.png`) });
    expect(await depths(depth)).toEqual([0, 1, 1.5, 80]);
    expect(await recordErrorOf(() => set.read(1))).toMatchObject({ reason: "missing-picture" });
  });

  it("2. keeps to the wished cameras", async () => {
    const path = await files();
    const options = { depth: path("train"), raw: path("raw") };
    expect((await kitti.open(kitti.options.parse({ ...options, cameras: ["image_03"] }))).size).toBe(1);
  });

  it("3. reads the official validation selection", async () => {
    const set = await kitti.open(kitti.options.parse({ selection: (await files())("val_selection_cropped") }));
    expect(set.size).toBe(1);
    expect(await depths((await set.read(0)).depth)).toEqual([2]);
  });

  it("4. wants maps with pictures, or the selection, not half of both", () => {
    for (const options of [{}, { depth: "a" }, { raw: "b" }, { depth: "a", raw: "b", selection: "c" }])
      expect(() => kitti.options.parse(options)).toThrow(/give depth and raw, or selection alone/);
  });

  it("5. stands damaged files", async () => {
    await files();
    await expectToStandDamage(kitti, { depth: lastPublished("train"), raw: lastPublished("raw") }, lastPublished());
  });
});

describe("hrwsi", () => {
  const files = async () =>
    published({
      "imgs/a.jpg": await jpeg(4, 1),
      "gts/a.png": await grey(Uint8Array.of(255, 51, 0, 51), 4),
      "valid_masks/a.png": await grey(Uint8Array.of(255, 255, 255, 0), 4),
      "imgs/b.jpg": await jpeg(4, 1),
      "gts/b.png": await grey(Uint8Array.of(1, 1, 1, 1), 4),
    });

  it("1. inverts disparities, and leaves out what the mask or a disparity of 0 leaves out", async () => {
    const set = await hrwsi.open({ folder: (await files())() });
    const { depth, width } = await set.read(0);
    expect(width).toBe(4);
    expect(depth).toMatchObject({ kind: "relative" });
    expect(await depths(depth)).toEqual([1, 5, 0, 0]);
  });

  it("2. reports a picture without its mask, and a folder without masks", async () => {
    const path = await files();
    const set = await hrwsi.open({ folder: path() });
    const fault = { file: path("valid_masks/b.png"), record: "b", reason: "missing-picture" };
    expect(await recordErrorOf(() => set.read(1))).toMatchObject(fault);
    await expect(hrwsi.open({ folder: path("gts") })).rejects.toBeInstanceOf(DatasetError);
  });

  it("3. stands damaged files", async () => {
    await files();
    await expectToStandDamage(hrwsi, { folder: lastPublished() }, lastPublished());
  });
});

describe("readDepth", () => {
  it("1. decodes bytes as it does files, names them in faults, and leaves values alone that are decoded", async () => {
    const bytes = await grey(Uint16Array.of(0, 65535), 2);
    const source = { bytes, name: "row 3", scale: 2, kind: "relative" } as const;
    expect(await depths(source)).toEqual([0, 131070]);
    const cut = { ...source, bytes: bytes.subarray(0, 40) };
    expect(await recordErrorOf(() => readDepth(cut, "a"))).toMatchObject({ file: "row 3", reason: "corrupt-picture" });
    const map = { width: 1, height: 1, data: Float32Array.of(7), kind: "metric" } as const;
    expect(await readDepth(map)).toBe(map);
  });

  it("2. inverts disparities of either width", async () => {
    const disparity = { scale: 65535, kind: "relative", inverse: true } as const;
    expect(await depths({ bytes: await grey(Uint16Array.of(65535, 1, 0), 3), name: "x", ...disparity })).toEqual([
      1, 65535, 0,
    ]);
    expect(await depths({ bytes: await grey(Uint8Array.of(255), 1), name: "x", ...disparity })).toEqual([257]);
  });
});
