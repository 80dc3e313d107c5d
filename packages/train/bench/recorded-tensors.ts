// Lists of a batch as the tensors that are written for the peer.
import { type Tensor, tensor } from "@refvlm/torch";
import type { Frame, Mask } from "@refvlm/vision";

/** int64, [values] or of the given shape. */
export function integers(values: readonly number[], shape: readonly number[] = [values.length]): Tensor {
  return tensor(BigInt64Array.from(values, BigInt), { shape: [...shape] });
}

/** Which of `width` numbers each row has: bool [rows, width]. */
export function marks(rows: readonly Iterable<number>[], width: number): Tensor {
  const values = new Uint8Array(rows.length * width);
  for (const [row, numbers] of rows.entries()) for (const number of numbers) values[row * width + number] = 1;
  return tensor(values, { shape: [rows.length, width] }).to("bool");
}

/** Pictures on their padded squares, in pixels: left, top, right, bottom and the square's side, float32 [frames, 5]. */
export function framesOf(frames: readonly Frame[]): Tensor {
  const values = frames.flatMap(({ width, height, side, offset: [left, top] }) => [
    ...[left, top, left + width, top + height, side],
  ]);
  return tensor(Float32Array.from(values), { shape: [frames.length, 5] });
}

/** Masks in pixels of padded squares, [masks, side, side] of the longest side; empty where there is none. */
export function onSquares(masks: readonly (readonly [Mask | undefined, Frame])[]): Tensor {
  const longest = Math.max(...masks.map(([, { side }]) => side));
  const values = new Uint8Array(masks.length * longest ** 2);
  for (const [i, [mask, { width, height, offset }]] of masks.entries())
    for (let y = 0; mask && y < height; y++) {
      const line = mask.data.subarray(y * width, (y + 1) * width);
      values.set(line, (i * longest + y + offset[1]) * longest + offset[0]);
    }
  return tensor(values, { shape: [masks.length, longest, longest] }).to("bool");
}
