// Panoptic maps: decoded as sharp decodes them, whatever filters a writer chose; damage is told, not drawn.
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import sharp, { type PngOptions } from "sharp";
import { describe, expect, it } from "vitest";
import { decodePanopticPng, PanopticPngError } from "../../src/readers/coco/panoptic-map.js";

const map = { width: 5, height: 4, ids: Uint32Array.from({ length: 20 }, (_, i) => (i * 2654435761) & 0xffffff) };

function rgb(ids: Uint32Array): Uint8Array {
  return Uint8Array.from([...ids].flatMap((id) => [id & 255, (id >> 8) & 255, id >> 16]));
}

const encoded = (channels: 3 | 4, options: PngOptions = {}) => {
  const pixels = [...map.ids].flatMap((id) => [id & 255, (id >> 8) & 255, id >> 16, 255].slice(0, channels));
  const raw = { width: map.width, height: map.height, channels };
  return sharp(Uint8Array.from(pixels), { raw }).png(options).toBuffer();
};

/** A PNG written by hand, so that every row can have the filter that a test wants. Checksums are not looked at. */
function pngOf(ids: Uint32Array, width: number, filters: readonly number[]): Uint8Array {
  const pixels = rgb(ids);
  const stride = 3 * width;
  const rows = filters.flatMap((filter, y) => {
    const at = (x: number, dy: number) => (x < 0 || y < dy ? 0 : pixels[(y - dy) * stride + x]!);
    const row = Array.from({ length: stride }, (_, x) => {
      const [left, up, corner] = [at(x - 3, 0), at(x, 1), at(x - 3, 1)];
      const paeth = [left, up, corner].sort(
        (a, b) => Math.abs(left + up - corner - a) - Math.abs(left + up - corner - b),
      )[0]!;
      return (at(x, 0) - [0, left, up, (left + up) >> 1, paeth][filter]!) & 255;
    });
    return [filter, ...row];
  });
  const chunk = (name: string, data: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(name), data, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(filters.length, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const packed = deflateSync(Uint8Array.from(rows));
  const half = packed.length >> 1;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", packed.subarray(0, half)),
    chunk("IDAT", packed.subarray(half)),
    chunk("IEND", new Uint8Array()),
  ]);
}

describe("decodePanopticPng", () => {
  it.each([false, true])(
    "1. reads R + 256 G + 65536 B of what sharp writes, adaptive filters: %s",
    async (adaptiveFiltering) => {
      expect(decodePanopticPng(await encoded(3, { adaptiveFiltering }))).toEqual(map);
    },
  );

  it("2. undoes every filter in every row", () => {
    const maps = fc.integer({ min: 1, max: 6 }).chain((width) =>
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 6 }).chain((filters) => {
        const length = width * filters.length;
        return fc
          .array(fc.integer({ min: 0, max: 0xffffff }), { minLength: length, maxLength: length })
          .map((ids) => ({ width, filters, ids: Uint32Array.from(ids) }));
      }),
    );
    fc.assert(
      fc.property(maps, ({ width, filters, ids }) => {
        const decoded = decodePanopticPng(pngOf(ids, width, filters));
        expect(decoded).toEqual({ width, height: filters.length, ids });
      }),
    );
  });

  it.each([
    ["a picture with alpha", () => encoded(4), /8-bit RGB picture/],
    ["a picture with a palette", () => encoded(3, { palette: true }), /8-bit RGB picture/],
    ["an interlaced picture", () => encoded(3, { progressive: true }), /without interlacing/],
    ["another file", async () => Buffer.from("GIF89a"), /not a PNG file/],
    ["an empty file", async () => Buffer.alloc(0), /not a PNG file/],
    ["a header alone", async () => Buffer.from((await encoded(3)).subarray(0, 40)), /cannot be unpacked/],
    ["eight bytes", async () => Buffer.from((await encoded(3)).subarray(0, 8)), /ends in its header/],
    [
      "a claim of more pixels than are read",
      async () => pngOf(map.ids, 5, [0]).map((byte, i) => (i === 16 ? 0xff : byte)),
      /claims 4278190085 x 1 pixels/,
    ],
    ["an unknown filter", async () => pngOf(map.ids, 5, [0, 5, 0, 0]), /unknown filter 5/],
    [
      "too few rows",
      async () => pngOf(map.ids, 5, [0, 0, 0]).map((byte, i) => (i === 23 ? 4 : byte)),
      /48 bytes of pixels, not 64/,
    ],
  ])("3. refuses %s", async (_, bytes, message) => {
    const given = await bytes();
    expect(() => decodePanopticPng(given)).toThrow(PanopticPngError);
    expect(() => decodePanopticPng(given)).toThrow(message);
  });

  it("4. gives a map or a PanopticPngError for every damaged file", async () => {
    const whole = await encoded(3);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, length) => {
        const bytes = Uint8Array.from(whole.subarray(0, length));
        if (at < length) bytes[at] = byte;
        try {
          decodePanopticPng(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(PanopticPngError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
