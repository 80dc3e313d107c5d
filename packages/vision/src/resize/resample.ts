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

  const squeezed = new Uint8Array(height * outWidth * 3); // [height, outWidth, 3]
  const [red, green, blue] = background;
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < outWidth; x++, to += 3) {
      const { start, weights, outside } = columns[x]!;
      let r = HALF + red * outside;
      let g = HALF + green * outside;
      let b = HALF + blue * outside;
      for (let k = 0, at = (y * width + start) * 3; k < weights.length; k++, at += 3) {
        const weight = weights[k]!;
        r += data[at]! * weight;
        g += data[at + 1]! * weight;
        b += data[at + 2]! * weight;
      }
      squeezed[to] = toByte(r);
      squeezed[to + 1] = toByte(g);
      squeezed[to + 2] = toByte(b);
    }

  const result = new Uint8Array(outHeight * outWidth * 3); // [outHeight, outWidth, 3]
  const stride = outWidth * 3;
  const sums = new Int32Array(stride);
  for (let y = 0; y < outHeight; y++) {
    const { start, weights, outside } = rows[y]!;
    for (let i = 0; i < stride; i++) sums[i] = HALF + background[i % 3]! * outside;
    for (let k = 0; k < weights.length; k++) {
      const from = (start + k) * stride;
      const weight = weights[k]!;
      for (let i = 0; i < stride; i++) sums[i]! += squeezed[from + i]! * weight;
    }
    for (let i = 0; i < stride; i++) result[y * stride + i] = toByte(sums[i]!);
  }
  return { width: outWidth, height: outHeight, data: result };
}

function toByte(sum: number): number {
  return Math.min(Math.max(sum >> PRECISION, 0), 255);
}

/** Fixed-point weights of each output pixel: those on the picture from its pixel `start` on, and the sum of the others. */
function taps({ length, offset, side, out }: Axis, filter: Filter) {
  const { support, weight } = FILTERS[filter];
  const scale = side / out;
  const widening = Math.max(scale, 1);
  const reach = support * widening;
  return Array.from({ length: out }, (_, pixel) => {
    const centre = (pixel + 0.5) * scale;
    const from = Math.max(0, Math.trunc(centre - reach + 0.5));
    const to = Math.min(side, Math.trunc(centre + reach + 0.5));
    const raw: number[] = [];
    for (let i = from; i < to; i++) raw.push(weight((i - centre + 0.5) / widening));
    const total = raw.reduce((sum, value) => sum + value, 0);
    const fixed = raw.map((value) => Math.trunc((value / total) * (1 << PRECISION) + (value < 0 ? -0.5 : 0.5)));
    const first = Math.max(0, offset - from);
    const last = Math.max(first, Math.min(fixed.length, offset + length - from));
    const outside = fixed.reduce((sum, value, i) => (i < first || i >= last ? sum + value : sum), 0);
    return { start: from + first - offset, weights: Int32Array.from(fixed.slice(first, last)), outside };
  });
}
