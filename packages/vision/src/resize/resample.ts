// Resampling of bytes exactly as Pillow does it: separable, antialiased, fixed-point, rounded to bytes after each pass.
import type { Picture } from "../picture.js";

/** `bicubic` is Keys' with a = -0.5; `bilinear` the triangle. Both widen when shrinking. */
export type Filter = "bicubic" | "bilinear";

/** One axis of a resampling: `length` pixels that start at `offset` of a canvas of `side` pixels, brought to `out`. */
export interface Axis {
  readonly length: number;
  readonly offset: number;
  readonly side: number;
  readonly out: number;
}

const FILTERS: Record<Filter, { support: number; weight: (x: number) => number }> = {
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: {
    support: 2,
    weight: (signed) => {
      const x = Math.abs(signed);
      if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    },
  },
};

const PRECISION = 22; // bits after the point: 8 bits of value and 2 of overshoot fit beside them in 32
const HALF = 1 << (PRECISION - 1);

/**
 * Resamples `picture` lying on a canvas of `background`, without ever making that canvas: a panorama of 50,000 x 1,000
 * would need 7 GB when padded to a square. The result is bit-equal to padding first.
 */
export function resample(
  { data, width, height }: Picture,
  horizontal: Axis,
  vertical: Axis,
  background: readonly [number, number, number],
  filter: Filter,
): Picture {
  const columns = taps(horizontal, filter);
  const rows = taps(vertical, filter);
  const outWidth = horizontal.out;
  const outHeight = vertical.out;
  const stride = outWidth * 3;

  const squeezed = new Uint8ClampedArray(height * stride); // [height, outWidth, 3]
  const [red, green, blue] = background;
  const { weights } = columns;
  for (let x = 0; x < outWidth; x++) {
    const [first, last, outside] = [columns.first[x]!, columns.first[x + 1]!, columns.outside[x]!];
    let from = columns.start[x]! * 3;
    for (let y = 0, to = x * 3; y < height; y++, to += stride, from += 3 * width) {
      let r = (HALF + Math.imul(red, outside)) | 0;
      let g = (HALF + Math.imul(green, outside)) | 0;
      let b = (HALF + Math.imul(blue, outside)) | 0;
      for (let k = first, at = from; k < last; k++, at += 3) {
        const weight = weights[k]!;
        r = (r + Math.imul(data[at]!, weight)) | 0;
        g = (g + Math.imul(data[at + 1]!, weight)) | 0;
        b = (b + Math.imul(data[at + 2]!, weight)) | 0;
      }
      squeezed[to] = r >> PRECISION;
      squeezed[to + 1] = g >> PRECISION;
      squeezed[to + 2] = b >> PRECISION;
    }
  }

  const result = new Uint8ClampedArray(outHeight * stride); // [outHeight, outWidth, 3]
  const sums = new Int32Array(stride);
  for (let y = 0; y < outHeight; y++) {
    const outside = rows.outside[y]!;
    if (outside === 0) sums.fill(HALF);
    else for (let i = 0; i < stride; i++) sums[i] = HALF + Math.imul(background[i % 3]!, outside);
    const last = rows.first[y + 1]!;
    for (let k = rows.first[y]!, at = rows.start[y]! * stride; k < last; k += 2, at += 2 * stride) {
      const weight = rows.weights[k]!;
      // Two taps at once, so that each sum is read and written half as often.
      const [next, beside] = k + 1 < last ? [rows.weights[k + 1]!, at + stride] : [0, at];
      for (let i = 0; i < stride; i++)
        sums[i] = (sums[i]! + Math.imul(squeezed[at + i]!, weight) + Math.imul(squeezed[beside + i]!, next)) | 0;
    }
    const to = y * stride;
    for (let i = 0; i < stride; i++) result[to + i] = sums[i]! >> PRECISION;
  }
  return { width: outWidth, height: outHeight, data: new Uint8Array(result.buffer) };
}

/** Fixed-point weights of the output pixels of an axis, all in one list. Their sums with bytes fit into 32 bits. */
interface Taps {
  /** The pixel of the picture that the first weight of each output pixel is for. */
  readonly start: Int32Array;
  /** Where the weights of each output pixel begin; one more entry says where the last ones end. */
  readonly first: Int32Array;
  readonly weights: Int32Array;
  /** Sum of each output pixel's weights that lie beside the picture. */
  readonly outside: Int32Array;
}

function taps({ length, offset, side, out }: Axis, filter: Filter): Taps {
  const { support, weight } = FILTERS[filter];
  const scale = side / out;
  const widening = Math.max(scale, 1);
  const reach = support * widening;
  const [start, first, outside] = [new Int32Array(out), new Int32Array(out + 1), new Int32Array(out)];
  const weights: number[] = [];
  for (let pixel = 0; pixel < out; pixel++) {
    const centre = (pixel + 0.5) * scale;
    const from = Math.max(0, Math.trunc(centre - reach + 0.5));
    const to = Math.min(side, Math.trunc(centre + reach + 0.5));
    let total = 0;
    for (let i = from; i < to; i++) total += weight((i - centre + 0.5) / widening);
    start[pixel] = Math.max(from - offset, 0);
    for (let i = from; i < to; i++) {
      const raw = weight((i - centre + 0.5) / widening);
      const fixed = Math.trunc((raw / total) * (1 << PRECISION) + (raw < 0 ? -0.5 : 0.5));
      if (i >= offset && i < offset + length) weights.push(fixed);
      else outside[pixel]! += fixed;
    }
    first[pixel + 1] = weights.length;
  }
  return { start, first, weights: Int32Array.from(weights), outside };
}
