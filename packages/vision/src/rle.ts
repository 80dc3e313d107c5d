// Run-length masks in COCO's format, byte-equal with it: column-major runs, the first one counting zeros.
import type { XywhBox } from "./boxes.js";

/** A run-length mask. `size` is `[height, width]`; `counts` is COCO's compressed string or the plain runs. */
export interface Rle {
  readonly size: readonly [height: number, width: number];
  readonly counts: string | readonly number[];
}

/** A run-length mask that does not describe its picture. */
export class RleError extends Error {
  override name = "RleError";
}

/** Compresses row-major 0/1 `pixels` [height * width]. */
export function encodeRle(pixels: ArrayLike<number>, width: number, height: number): Rle & { readonly counts: string } {
  if (pixels.length !== width * height)
    throw new RleError(`mask has ${pixels.length} pixels, but ${width} x ${height} needs ${width * height}`);
  const runs: number[] = [];
  let current = 0;
  let length = 0;
  for (let x = 0; x < width; x++)
    for (let y = 0, at = x; y < height; y++, at += width) {
      const value = pixels[at] ? 1 : 0;
      if (value !== current) {
        runs.push(length);
        length = 0;
        current = value;
      }
      length++;
    }
  runs.push(length);
  return { size: [height, width], counts: compressRuns(runs) };
}

/** Row-major 0/1 pixels [height * width] of a run-length mask. */
export function decodeRle(rle: Rle): Uint8Array {
  const [height, width] = rle.size;
  const pixels = new Uint8Array(width * height);
  let at = 0; // column-major
  rleRuns(rle).forEach((run, index) => {
    if (index % 2 === 1)
      for (let left = run, x = Math.floor(at / height), y = at % height; left > 0; x++, y = 0) {
        const end = Math.min(height, y + left);
        left -= end - y;
        for (; y < end; y++) pixels[y * width + x] = 1;
      }
    at += run;
  });
  return pixels;
}

/** The runs of a mask as numbers. Throws {@link RleError} unless they cover the picture exactly. */
export function rleRuns(rle: Rle): Int32Array {
  return borrowedRuns(rle).slice();
}

/** The same without a copy: the next call overwrites them. */
function borrowedRuns({ size: [height, width], counts }: Rle): Int32Array {
  const runs = typeof counts === "string" ? expandRuns(counts) : integers(counts);
  let total = 0;
  for (let i = 0; i < runs.length; i++) {
    const run = runs[i]!;
    if (run < 0) throw new RleError(`mask has a run of length ${run}; runs count pixels and are never negative`);
    total += run;
  }
  if (total !== width * height)
    throw new RleError(`the mask's runs cover ${total} pixels, but size [${height}, ${width}] has ${width * height}`);
  return runs;
}

function integers(counts: readonly number[]): Int32Array {
  const runs = Int32Array.from(counts);
  const wrong = counts.find((run, i) => run !== runs[i]);
  if (wrong !== undefined) throw new RleError(`mask has a run of length ${wrong}; runs are counts of pixels`);
  return runs;
}

/** The same mask with `counts` as COCO's compressed string; a string stays as it is, unchecked. */
export function compressRle(rle: Rle): Rle & { readonly counts: string } {
  if (typeof rle.counts === "string") return { size: rle.size, counts: rle.counts };
  return { size: rle.size, counts: compressRuns(rleRuns(rle)) };
}

/** Pixels in the mask. */
export function rleArea(rle: Rle): number {
  return measureRle(rle).area;
}

/** The smallest box around the mask, as COCO's xywh; `[0, 0, 0, 0]` when it is empty. */
export function rleBox(rle: Rle): XywhBox {
  return measureRle(rle).box;
}

/** Area and box of a mask in one reading. Throws {@link RleError} unless its runs cover the picture exactly. */
export function measureRle(rle: Rle): { readonly area: number; readonly box: XywhBox } {
  const [height, width] = rle.size;
  const runs = borrowedRuns(rle);
  let [left, top, right, bottom, area] = [width, height, -1, -1, 0];
  // The pixel at which the next run starts.
  let [x, y] = [0, 0];
  for (let i = 0; i < runs.length; i++) {
    const run = runs[i]!;
    const startX = x;
    const startY = y;
    y += run;
    if (y >= height) {
      const columns = Math.floor(y / height);
      x += columns;
      y -= columns * height;
    }
    if (i % 2 === 0 || run === 0) continue;
    area += run;
    const endsAtBottom = y === 0;
    const lastX = endsAtBottom ? x - 1 : x;
    const wraps = lastX > startX; // then it touches both the bottom and the top
    left = Math.min(left, startX);
    right = Math.max(right, lastX);
    top = Math.min(top, wraps ? 0 : startY);
    bottom = Math.max(bottom, wraps || endsAtBottom ? height - 1 : y - 1);
  }
  return { area, box: right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1] };
}

// Numbers become characters of 5 value bits and a "more follows" bit, from "0" (48) on, signed, least significant first.
// From the fourth run on the difference to the run before last is stored: equal widths of neighbouring columns become 0.
/** COCO's string of runs, which must be known to cover their picture. */
export function compressRuns(runs: ArrayLike<number>): string {
  // A run has at most seven characters.
  if (7 * runs.length > compressed.length) compressed = new Uint8Array(14 * runs.length);
  const codes = compressed;
  let length = 0;
  for (let i = 0; i < runs.length; i++) {
    let value = i > 2 ? runs[i]! - runs[i - 2]! : runs[i]!;
    for (let more = true; more; ) {
      const bits = value & 31;
      value >>= 5;
      more = bits & 16 ? value !== -1 : value !== 0;
      codes[length++] = (more ? bits | 32 : bits) + 48;
    }
  }
  return ascii.decode(codes.subarray(0, length));
}

const ascii = new TextDecoder();

// Where runs are compressed and expanded: data sets have so many that lists growing one by one would cost more than
// reading them.
let compressed = new Uint8Array(4096);
let expanded = new Int32Array(4096);

function expandRuns(counts: string): Int32Array {
  if (counts.length > expanded.length) expanded = new Int32Array(2 * counts.length);
  const runs = expanded;
  let count = 0;
  let value = 0;
  let shift = 0;
  for (let i = 0; i < counts.length; i++) {
    const code = counts.charCodeAt(i) - 48;
    if (code < 0 || code > 63 || shift > 30)
      throw new RleError(`mask string is not COCO run lengths: character ${i} ("${counts[i]}") cannot stand there`);
    value |= (code & 31) << shift;
    shift += 5;
    if (code & 32) continue;
    if (code & 16 && shift < 32) value |= -1 << shift;
    runs[count] = count > 2 ? value + runs[count - 2]! : value;
    count++;
    value = 0;
    shift = 0;
  }
  if (shift > 0) throw new RleError("mask string is cut off: its last number is incomplete");
  return runs.subarray(0, count);
}
