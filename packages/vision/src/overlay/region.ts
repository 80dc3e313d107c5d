// Areas on the canvas: masks brought to its size, widened and narrowed.
import { Mask } from "../mask.js";

/** The mask at canvas size, its stairs smoothed by interpolating between pixel centres. */
export function enlarge(mask: Mask, width: number, height: number): Mask {
  if (mask.width === width && mask.height === height) return mask;
  const at = (x: number, y: number) => mask.data[y * mask.width + x]!;
  const result = new Mask(width, height);
  for (let y = 0; y < height; y++) {
    const [top, bottom, down] = between(y, height, mask.height);
    for (let x = 0; x < width; x++) {
      const [left, right, across] = between(x, width, mask.width);
      const upper = at(left, top) + across * (at(right, top) - at(left, top));
      const lower = at(left, bottom) + across * (at(right, bottom) - at(left, bottom));
      if (upper + down * (lower - upper) >= 0.5) result.data[y * width + x] = 1;
    }
  }
  return result;
}

/** The two source pixels whose centres lie around an output pixel's, and the second one's share. */
function between(pixel: number, out: number, length: number): [number, number, number] {
  const at = Math.min(Math.max(((pixel + 0.5) * length) / out - 0.5, 0), length - 1);
  const first = Math.floor(at);
  return [first, Math.min(first + 1, length - 1), at - first];
}

/** The mask widened by `radius` pixels on every side, or narrowed where it is negative (the border counts as outside). */
export function grow(mask: Mask, radius: number): Mask {
  const { width, height } = mask;
  const reach = Math.abs(radius);
  const seek = radius > 0 ? 1 : 0; // the value that spreads
  const spread = (from: Uint8Array, lines: number, length: number, lineStep: number, step: number) => {
    const to = from.slice();
    for (let line = 0; line < lines; line++) {
      // Distance from the last pixel of the spreading value, once from either side.
      for (const [first, move] of [[0, 1] as const, [length - 1, -1] as const]) {
        let since = seek === 0 ? 0 : reach + 1;
        for (let i = first; i >= 0 && i < length; i += move) {
          const at = line * lineStep + i * step;
          since = from[at] === seek ? 0 : since + 1;
          if (since <= reach) to[at] = seek;
        }
      }
    }
    return to;
  };
  const rows = spread(mask.data, height, width, width, 1);
  return new Mask(width, height, spread(rows, width, height, 1, width));
}
