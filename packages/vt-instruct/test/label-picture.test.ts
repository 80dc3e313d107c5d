// Label pictures: values come out exactly as they were stored, and masks partition the picture.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { labelMasks, readLabelPicture } from "../src/readers/common/label-picture.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "labels-"));
});
afterAll(() => rm(folder, { recursive: true }));

const png = async (name: string, data: Uint8Array | Uint16Array, width: number, channels: 1 | 2 | 3 | 4) => {
  const path = join(folder, name);
  const raw = { width, height: data.length / channels / width, channels };
  await sharp(data, { raw })
    .toColourspace(data instanceof Uint16Array ? "grey16" : channels < 3 ? "b-w" : "srgb")
    .png()
    .toFile(path);
  return path;
};

describe("readLabelPicture", () => {
  it("1. keeps all 65,536 values of a 16-bit grey picture", async () => {
    const values = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const { width, height, ids } = await readLabelPicture({ path: await png("grey16.png", values, 256, 1) }, "a");
    expect([width, height]).toEqual([256, 256]);
    expect(ids).toEqual(Uint32Array.from(values));
  });

  it("2. keeps all 256 values of an 8-bit grey picture", async () => {
    const values = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect((await readLabelPicture({ path: await png("grey.png", values, 16, 1) }, "a")).ids).toEqual(
      Uint32Array.from(values),
    );
  });

  it("3. joins the channels of a colour picture as COCO's panoptic format does, alpha left out", async () => {
    const path = await png("rgba.png", Uint8Array.of(1, 2, 3, 255, 255, 255, 255, 0), 2, 4);
    expect([...(await readLabelPicture({ path }, "a")).ids]).toEqual([1 + 256 * 2 + 65536 * 3, 0xffffff]);
  });

  it("4. reports a missing file and a damaged one as faults of the record", async () => {
    const missing = readLabelPicture({ path: join(folder, "none.png") }, "picture 7");
    await expect(missing).rejects.toMatchObject({ record: "picture 7", reason: "missing-picture" });
    const path = join(folder, "text.png");
    await writeFile(path, "no picture");
    await expect(readLabelPicture({ path }, "b")).rejects.toMatchObject({ file: path, reason: "corrupt-picture" });
  });

  it("5. refuses 16-bit colour, whose values it could not keep", async () => {
    const path = join(folder, "rgb16.png");
    await sharp(new Uint16Array(3), { raw: { width: 1, height: 1, channels: 3 } })
      .toColourspace("rgb16")
      .png()
      .toFile(path);
    await expect(readLabelPicture({ path }, "b")).rejects.toMatchObject({ reason: "wrong-picture" });
  });
});

describe("labelMasks", () => {
  const pictures = fc
    .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
    .chain(({ width, height }) =>
      fc
        .array(fc.constantFrom(0, 1, 2, 70000), { minLength: width * height, maxLength: width * height })
        .map((values) => ({ width, height, ids: Uint32Array.from(values) })),
    );

  it("1. gives every pixel to exactly the mask of its id", () => {
    fc.assert(
      fc.property(pictures, ({ width, height, ids }) => {
        const masks = labelMasks(ids, width, height);
        expect([...masks.keys()].sort()).toEqual([...new Set(ids)].sort());
        for (const [id, mask] of masks) expect([...mask.data]).toEqual([...ids].map((value) => Number(value === id)));
      }),
    );
  });

  it("2. gives run lengths, boxes and areas that agree with the pixels", () => {
    fc.assert(
      fc.property(pictures, ({ width, height, ids }) => {
        for (const [id, mask] of labelMasks(ids, width, height)) {
          const [lazy, area, box] = [mask.toRle(), mask.area(), mask.box()];
          const again = labelMasks(ids, width, height).get(id)!;
          expect(again.data.reduce((sum, value) => sum + value, 0)).toBe(area); // from here on `again` has pixels
          expect([again.toRle(), again.area(), again.box()]).toEqual([lazy, area, box]);
        }
      }),
    );
  });

  it("3. of a picture without pixels are none", () => {
    expect(labelMasks(new Uint32Array(), 0, 0).size).toBe(0);
  });
});
