// Preprocessing is bit-equal with Pillow's, so published encoders see what they were trained on.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  blankPicture,
  CLIP_BACKGROUND,
  CLIP_MEAN,
  CLIP_STD,
  centreCrop,
  letterbox,
  type Picture,
  resizePicture,
  resizeSquare,
  toPlanes,
} from "../src/index.js";
import { loadPicture } from "../src/node/index.js";
import { type GoldenTensor, goldenBytes, goldenJson, goldenTensors } from "./golden.js";

const same = (picture: Picture, { data }: GoldenTensor) =>
  expect(Buffer.compare(picture.data, data as Uint8Array)).toBe(0);
const normal = { mean: CLIP_MEAN, std: CLIP_STD };

describe("golden clip-image-preprocess", () => {
  const tensors = goldenTensors("clip-image-preprocess/io.safetensors");
  const { images, hyper_parameters } = goldenJson<{
    images: { file: string; mode: string }[];
    hyper_parameters: { targets: number[] };
  }>("clip-image-preprocess/config.json");

  test.each(images.map(({ file, mode }, index) => ({ file, mode, index })))(
    "$file ($mode)",
    async ({ file, mode, index }) => {
      const golden = (name: string) => tensors.get(`${index}.${name}`)!;
      const [height, width] = golden("rgb").shape as [number, number];
      const picture = { width, height, data: golden("rgb").data as Uint8Array };
      // Pillow's RGB drops alpha, ours lays it on white: only opaque files decode to the same bytes.
      if (mode !== "RGBA") same(await loadPicture(goldenBytes(`clip-image-preprocess/${file}`)), golden("rgb"));
      const [smallHeight, smallWidth] = golden("bilinear_u8").shape as [number, number];
      same(resizePicture(picture, smallWidth, smallHeight, "bilinear"), golden("bilinear_u8"));
      same(resizePicture(picture, width + Math.floor(width / 3), height + 5), golden("bicubic_up_u8"));
      for (const size of hyper_parameters.targets) {
        same(centreCrop(picture, size), golden(`plain_u8.${size}`));
        same(letterbox(picture, size), golden(`padded_u8.${size}`));
        for (const [name, planes] of [
          [`plain.${size}`, toPlanes(centreCrop(picture, size), normal)],
          [`padded.${size}`, resizeSquare(picture, size, normal)],
        ] as const)
          golden(name) &&
            expect(Math.max(...planes.map((value, i) => Math.abs(value - golden(name).data[i]!)))).toBeLessThan(3e-6);
      }
    },
  );
});

test("golden vision-ops: bytes resized as torchvision does, within one level", () => {
  const tensors = goldenTensors("vision-ops/io.safetensors");
  const { resize_sizes: sizes } = goldenJson<{ resize_sizes: [number, number][] }>("vision-ops/config.json");
  const input = tensors.get("resize_u8.input")!;
  const [, inHeight, inWidth] = input.shape as [number, number, number];
  const data = new Uint8Array(input.data.length).map(
    (_, i) => input.data[(i % 3) * inHeight * inWidth + Math.floor(i / 3)]!,
  );
  sizes.forEach(([height, width], index) => {
    for (const filter of ["bilinear", "bicubic"] as const) {
      const expected = tensors.get(`resize_u8.${index}.${filter}_antialias`)!.data;
      const planes = toPlanes(resizePicture({ width: inWidth, height: inHeight, data }, width, height, filter));
      expect(
        Math.max(...planes.map((value, i) => Math.abs(Math.round(value * 255) - expected[i]!))),
      ).toBeLessThanOrEqual(1);
    }
  });
});

test("letterboxing without making the square equals padding first", () => {
  const side = fc.integer({ min: 1, max: 30 });
  fc.assert(
    fc.property(side, side, side, fc.integer(), (width, height, size, seed) => {
      const data = new Uint8Array(width * height * 3).map((_, i) => (i * 7919 + seed) & 255);
      const long = Math.max(width, height);
      const padded = blankPicture(long, long, CLIP_BACKGROUND);
      const [left, top] = [Math.floor((long - width) / 2), Math.floor((long - height) / 2)];
      for (let y = 0; y < height; y++)
        padded.data.set(data.subarray(y * width * 3, (y + 1) * width * 3), ((top + y) * long + left) * 3);
      expect(letterbox({ width, height, data }, size)).toEqual(resizePicture(padded, size, size));
    }),
  );
});
