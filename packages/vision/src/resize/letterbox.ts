// Preprocessing for the encoders: pad to a square, resize as CLIP's preprocessing does, make planes, normalise.
import type { Picture } from "../picture.js";
import { type Filter, resample } from "./resample.js";

/** RGB, 0..255. */
export type Colour = readonly [r: number, g: number, b: number];

/** CLIP's normalisation of RGB in 0..1. */
export const CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073] as const;
export const CLIP_STD = [0.26862954, 0.26130258, 0.27577711] as const;

/** CLIP's mean colour, with which pictures are padded: it becomes (nearly) zero after normalisation. */
export const CLIP_BACKGROUND: Colour = [122, 116, 104];

/** Resizes to exactly `width` x `height`. */
export function resizePicture(picture: Picture, width: number, height: number, filter: Filter = "bicubic"): Picture {
  const horizontal = { length: picture.width, offset: 0, side: picture.width, out: width };
  const vertical = { length: picture.height, offset: 0, side: picture.height, out: height };
  return resample(picture, horizontal, vertical, [0, 0, 0], filter);
}

/** The picture centred on a square of its longer side and resized to `size` x `size`; the frame is `Frame.letterbox`. */
export function letterbox(
  picture: Picture,
  size: number,
  { background = CLIP_BACKGROUND, filter = "bicubic" }: { background?: Colour; filter?: Filter } = {},
): Picture {
  const { width, height } = picture;
  const side = Math.max(width, height);
  const horizontal = { length: width, offset: Math.floor((side - width) / 2), side, out: size };
  const vertical = { length: height, offset: Math.floor((side - height) / 2), side, out: size };
  return resample(picture, horizontal, vertical, background, filter);
}

/** The shorter side brought to `size`, then the middle cut out: CLIP's own preprocessing, which loses the borders. */
export function centreCrop(picture: Picture, size: number, filter: Filter = "bicubic"): Picture {
  const { width, height } = picture;
  const short = Math.min(width, height);
  const scaled = resizePicture(
    picture,
    Math.trunc((size * width) / short),
    Math.trunc((size * height) / short),
    filter,
  );
  const left = Math.floor((scaled.width - size) / 2);
  const top = Math.floor((scaled.height - size) / 2);
  const data = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    const from = ((top + y) * scaled.width + left) * 3;
    data.set(scaled.data.subarray(from, from + size * 3), y * size * 3);
  }
  return { width: size, height: size, data };
}

/** Channel planes [3, height, width] in 0..1, normalised by `(value - mean) / std` where these are given. */
export function toPlanes(
  { width, height, data }: Picture,
  { mean = [0, 0, 0], std = [1, 1, 1] }: { mean?: readonly number[]; std?: readonly number[] } = {},
): Float32Array {
  const size = width * height;
  const planes = new Float32Array(3 * size); // [3, H, W]
  const level = new Float32Array(256);
  for (let channel = 0; channel < 3; channel++) {
    // 256 possible values: a table costs less than a division a pixel.
    for (let value = 0; value < 256; value++) level[value] = (value / 255 - mean[channel]!) / std[channel]!;
    for (let at = channel, to = channel * size; at < 3 * size; at += 3, to++) planes[to] = level[data[at]!]!;
  }
  return planes;
}

/** Letterboxed planes [3, size, size] in 0..1: what an encoder takes (normalise with `mean` and `std`). */
export function resizeSquare(
  picture: Picture,
  size: number,
  options: { background?: Colour; filter?: Filter; mean?: readonly number[]; std?: readonly number[] } = {},
): Float32Array {
  const fits = picture.width === size && picture.height === size;
  return toPlanes(fits ? picture : letterbox(picture, size, options), options);
}
