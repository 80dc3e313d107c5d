// Reading picture files: every common kind becomes 8-bit RGB, everything else one clear message.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import { blankPicture, checkPicture, type Picture, PictureError } from "../src/index.js";
import { encodePng, loadPicture, savePng } from "../src/node/index.js";

const folder = mkdtempSync(join(tmpdir(), "refvlm-vision-"));
afterAll(() => rmSync(folder, { recursive: true }));

const solid = (background: string | object, width = 6, height = 4) =>
  sharp({ create: { width, height, channels: 4, background: background as string } });
const pixel = ({ width, data }: Picture, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];
const near = (actual: number[], expected: number[], levels: number) =>
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(levels);
  });
const refusal = async (source: string | Uint8Array, options = {}) => {
  const error = await loadPicture(source, options).then(
    () => expect.fail("was read"),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(PictureError);
  expect(error.message).not.toMatch(/\n/);
  return error.message as string;
};

describe("kinds of pictures", () => {
  test("a written PNG reads back the same, from a path and from bytes", async () => {
    const picture = { width: 5, height: 3, data: Uint8Array.from({ length: 45 }, (_, i) => i * 5) };
    const path = join(folder, "written.png");
    await savePng(picture, path);
    expect(await loadPicture(path)).toEqual(picture);
    expect(await loadPicture(await encodePng(picture))).toEqual(picture);
  });

  test.each(["jpeg", "webp", "gif", "tiff", "avif"] as const)("%s", async (format) => {
    const picture = await loadPicture(await solid("#c86432", 16, 16).flatten().toFormat(format).toBuffer());
    near(pixel(picture, 8, 8), [0xc8, 0x64, 0x32], 6);
    expect(picture.notice).toBeUndefined();
  });

  test("grey, with and without alpha, of 8 and 16 bits", async () => {
    const grey = solid("#808080").flatten().toColourspace("b-w");
    near(pixel(await loadPicture(await grey.clone().png().toBuffer()), 2, 2), [128, 128, 128], 1);
    const deep = solid("#808080").flatten().toColourspace("grey16");
    near(pixel(await loadPicture(await deep.png().toBuffer()), 2, 2), [128, 128, 128], 1);
    const veil = await sharp(new Uint8Array([0, 0, 0, 255]), { raw: { width: 2, height: 1, channels: 2 } })
      .png()
      .toBuffer();
    const read = await loadPicture(veil);
    expect([pixel(read, 0, 0), pixel(read, 1, 0)]).toEqual([
      [255, 255, 255],
      [0, 0, 0],
    ]);
  });

  test("16 bits a channel keep their upper 8, also under alpha", async () => {
    const deep = (alpha: number) => solid({ r: 200, g: 100, b: 50, alpha }).toColourspace("rgb16").png().toBuffer();
    expect((await sharp(await deep(1)).metadata()).depth).toBe("ushort");
    near(pixel(await loadPicture(await deep(1)), 1, 1), [200, 100, 50], 1);
    near(pixel(await loadPicture(await deep(0.5)), 1, 1), [228, 178, 153], 2);
  });

  test("CMYK is converted", async () => {
    const cmyk = await solid("#ff0000", 16, 16).flatten().toColourspace("cmyk").jpeg().toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe("cmyk");
    const [r, g, b] = pixel(await loadPicture(cmyk), 8, 8) as [number, number, number];
    expect(r).toBeGreaterThan(180);
    expect(Math.max(g, b)).toBeLessThan(80);
  });

  test("alpha lies on white", async () => {
    const half = await solid({ r: 255, g: 0, b: 0, alpha: 0.5 }).png().toBuffer();
    near(pixel(await loadPicture(half), 1, 1), [255, 128, 128], 1);
  });

  test("EXIF orientation is applied, or left alone where that is asked for", async () => {
    const upright = blankPicture(4, 2, [0, 0, 0]);
    upright.data.set([255, 255, 255], 0); // white at the top left
    const turned = await sharp(upright.data, { raw: { width: 4, height: 2, channels: 3 } })
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const picture = await loadPicture(turned);
    expect([picture.width, picture.height]).toEqual([2, 4]);
    expect(pixel(picture, 1, 0)).toEqual([255, 255, 255]);
    const stored = await loadPicture(turned, { asStored: true });
    expect([stored.width, stored.height]).toEqual([4, 2]);
    expect(pixel(stored, 0, 0)).toEqual([255, 255, 255]);
  });

  test("floating-point samples from 0 to 1 are linear light, in grey and in colour, as libvips takes colour", async () => {
    const grey = await floatTiff([0, 0.25, 0.5, 1], 1);
    expect([0, 1].map((x) => pixel(grey, x, 0)[0])).toEqual([0, 137]);
    expect([0, 1].map((x) => pixel(grey, x, 1)[0])).toEqual([188, 255]);
    const colour = await floatTiff([1, 0, 0.5, 0, 1, 0.2, 0, 0, 0, 1, 1, 1], 3);
    expect([pixel(colour, 0, 0), pixel(colour, 1, 0), pixel(colour, 1, 1)]).toEqual([
      [255, 0, 188],
      [0, 255, 124],
      [255, 255, 255],
    ]);
  });

  test.each(["gif", "webp"] as const)("of an animated %s the first frame, with a notice", async (format) => {
    const frames = [await solid("#ff0000").png().toBuffer(), await solid("#0000ff").png().toBuffer()];
    const file = await sharp(frames, { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    const picture = await loadPicture(file, { name: "party" });
    expect([picture.width, picture.height]).toEqual([6, 4]);
    near(pixel(picture, 1, 1), [255, 0, 0], 4);
    expect(picture.notice).toBe("party has 2 frames; only the first is used.");
  });

  test("of an animated PNG the first frame, with a notice", async () => {
    const still = await encodePng(blankPicture(3, 3, [9, 8, 7]));
    const control = Buffer.alloc(20); // length, type, frames, repeats, checksum
    control.writeUInt32BE(8, 0);
    control.write("acTL", 4);
    control.writeUInt32BE(7, 8);
    control.writeInt32BE(crc32(control.subarray(4, 16)), 16);
    const animated = Buffer.concat([still.subarray(0, 33), control, still.subarray(33)]);
    expect((await loadPicture(animated)).notice).toMatch(/has 7 frames/);
  });
});

describe("refusals name the file and the way out", () => {
  test("missing, a folder, empty", async () => {
    expect(await refusal(join(folder, "nowhere.png"))).toMatch(/there is no file ".*nowhere\.png"\. Check/);
    expect(await refusal(folder)).toMatch(/is a folder/);
    writeFileSync(join(folder, "empty.jpg"), "");
    expect(await refusal(join(folder, "empty.jpg"))).toMatch(/empty\.jpg" is empty .*Use a JPEG/);
    expect(await refusal(new Uint8Array(), { name: "upload 1" })).toMatch(/^upload 1 is empty/);
  });

  test("not a picture, or a drawing", async () => {
    writeFileSync(join(folder, "text.png"), "I am only words.");
    expect(await refusal(join(folder, "text.png"))).toMatch(/text\.png" is not a picture.*Use a JPEG/);
    expect(await refusal(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'))).toMatch(/svg/);
  });

  test.each(["jpeg", "png", "webp", "gif", "tiff"] as const)("a %s cut off anywhere", async (format) => {
    const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31) >> 3);
    const whole = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .toFormat(format)
      .toBuffer();
    for (const part of [0.01, 0.3, 0.7, 0.95])
      expect(await refusal(whole.subarray(0, Math.ceil(whole.length * part)))).toMatch(
        /not a picture that can be read|damaged or cut off/,
      );
  });

  test("too many pixels, seen before decoding; too many bytes", async () => {
    const header = withSize(await encodePng(blankPicture(1, 1, [0, 0, 0])), 50_000, 40_000);
    expect(await refusal(header)).toMatch(/50000 x 40000 = 2000 million pixels; the limit is 50 million/);
    const small = await encodePng(blankPicture(10, 10, [0, 0, 0]));
    expect(await refusal(small, { maxPixels: 99 })).toMatch(/limit/);
    writeFileSync(join(folder, "small.png"), small);
    expect(await refusal(join(folder, "small.png"), { maxBytes: 10 })).toMatch(/limit is 10/);
  });

  test("a side that takes for ever to decode, however few pixels there are", async () => {
    for (const [width, height] of [
      [49_000_000, 1],
      [1, 49_000_000],
      [65_501, 2],
    ] as const)
      expect(await refusal(withSize(await encodePng(blankPicture(1, 1, [0, 0, 0])), width, height))).toMatch(
        `has ${width} x ${height} pixels; the limit for a side is 65500`,
      );
    const strip = await encodePng(blankPicture(300, 1, [1, 2, 3]));
    expect(await refusal(strip, { maxSide: 299 })).toMatch(/limit for a side is 299/);
    expect((await loadPicture(strip, { maxSide: 300 })).width).toBe(300);
  });

  test("samples of which nobody can say what is white", async () => {
    await expect(floatTiff([0, 1, 2, 1000], 1)).rejects.toThrow(/samples outside 0\.\.1.*Convert it to 8 or 16 bits/);
    await expect(floatTiff([-1, 0, 0.5, 1], 1)).rejects.toThrow(/samples outside 0\.\.1/);
    await expect(floatTiff([0, Number.NaN, 0.5, 1], 1)).rejects.toThrow(/samples outside 0\.\.1/);
    const counts = new Uint32Array([0, 1, 70_000, 4e9]);
    expect(await refusal(await tiff(new Uint8Array(counts.buffer), 1, 1))).toMatch(/samples of type uint/);
    const depths = new Int32Array([0, -1, 70_000, 2e9]);
    expect(await refusal(await tiff(new Uint8Array(depths.buffer), 1, 2))).toMatch(/samples of type int/);
  });

  test("what is no file: a pipe, a device", async () => {
    const pipe = join(folder, "pipe.png");
    execFileSync("mkfifo", [pipe]);
    expect(await refusal(pipe)).toMatch(/pipe\.png" is a pipe or a device/);
    for (const device of ["/dev/zero", "/dev/null"]) expect(await refusal(device)).toMatch(/is a pipe or a device/);
  });

  test("decoded pixels that are none", () => {
    const data = new Uint8Array(12);
    const fault = (picture: unknown) => {
      try {
        checkPicture(picture as Picture);
      } catch (error) {
        expect(error).toBeInstanceOf(PictureError);
        return (error as Error).message;
      }
      return "none";
    };
    expect(fault({ width: 2, height: 2, data })).toBe("none");
    expect(fault({ width: 2, height: 2, data: new Uint8ClampedArray(12) })).toBe("none");
    expect(fault({ width: 1.5, height: 2, data: new Uint8Array(9) })).toMatch(/width is 1\.5, not a whole number/);
    expect(fault({ width: 2, height: -2, data })).toMatch(/height is -2/);
    expect(fault({ width: "2", height: 2, data })).toMatch(/width is 2, not a whole number/);
    expect(fault({ width: 2, height: 2, data: [...data] })).toMatch(/no Uint8Array/);
    expect(fault({ width: 2, height: 2, data: new Float32Array(12) })).toMatch(/no Uint8Array/);
    expect(fault({ width: 2, height: 2, data: new Uint8Array(16) })).toMatch(/16 bytes for 2 x 2 pixels, not 12/);
    expect(fault(undefined)).toMatch(/width is undefined/);
  });

  test("a place that cannot be written keeps what lies there, and nothing half-written", async () => {
    const path = join(folder, "kept.png");
    await savePng(blankPicture(2, 2, [1, 2, 3]), path);
    const broken = { width: 2, height: 2, data: new Uint8Array(1) };
    await expect(savePng(broken, path)).rejects.toBeInstanceOf(PictureError);
    expect(pixel(await loadPicture(path), 0, 0)).toEqual([1, 2, 3]);
    mkdirSync(join(folder, "taken.png"));
    await expect(savePng(blankPicture(1, 1, [0, 0, 0]), join(folder, "taken.png"))).rejects.toThrow(/cannot write/);
    expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
  });

  test("a place that cannot be written", async () => {
    const saving = savePng(blankPicture(1, 1, [0, 0, 0]), join(folder, "no", "where.png"));
    await expect(saving).rejects.toThrow(/cannot write ".*where\.png".*Check the folder/);
    await expect(saving).rejects.toBeInstanceOf(PictureError);
  });
});

/** A PNG file whose header says another size. */
function withSize(file: Uint8Array, width: number, height: number): Buffer {
  const header = Buffer.from(file);
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  header.writeInt32BE(crc32(header.subarray(12, 29)), 29);
  return header;
}

/** Reads a TIFF file of 2 x 2 floating-point pixels. */
function floatTiff(values: readonly number[], channels: number): Promise<Picture> {
  return loadPicture(tiff(new Uint8Array(Float32Array.from(values).buffer), channels, 3));
}

/** A little-endian TIFF file of 2 x 2 pixels with 32-bit samples; `format` 1 unsigned, 2 signed, 3 floating-point. */
function tiff(pixels: Uint8Array, channels: number, format: number): Buffer {
  const bits = 200; // where the bits and formats of each sample stand
  const per = channels === 1 ? [32, format] : [bits, bits + 6];
  const tags = [
    [256, 3, 1, 2],
    [257, 3, 1, 2],
    [258, 3, channels, per[0]!],
    [259, 3, 1, 1],
    [262, 3, 1, channels === 1 ? 1 : 2],
    [273, 4, 1, 220],
    [277, 3, 1, channels],
    [278, 3, 1, 2],
    [279, 4, 1, pixels.length],
    [339, 3, channels, per[1]!],
  ];
  const file = Buffer.alloc(220 + pixels.length);
  file.write("II");
  file.writeUInt16LE(42, 2);
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(tags.length, 8);
  for (const [i, [tag, type, count, value]] of tags.entries()) {
    const at = 10 + i * 12;
    file.writeUInt16LE(tag!, at);
    file.writeUInt16LE(type!, at + 2);
    file.writeUInt32LE(count!, at + 4);
    file.writeUInt32LE(value!, at + 8);
  }
  for (const i of [0, 1, 2]) {
    file.writeUInt16LE(32, bits + 2 * i);
    file.writeUInt16LE(format, bits + 6 + 2 * i);
  }
  file.set(pixels, 220);
  return file;
}

/** The checksum of PNG chunks. */
function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}
