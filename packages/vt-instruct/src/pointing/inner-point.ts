// The point of an object that lies deepest inside it: where one would put a finger to leave no doubt.
import type { Box, Mask, Point } from "@refvlm/vision";

/**
 * The centre of the mask's innermost pixel, the one with the largest square of mask around it; of several the one that
 * is nearest to the mask's centroid. Without a mask, or with an empty one, the centre of the box. In pixels.
 */
export function innerPoint([x1, y1, x2, y2]: Box, mask?: Mask): Point {
  return (mask && innermost(mask)) ?? [(x1 + x2) / 2, (y1 + y2) / 2];
}

function innermost({ width, height, data }: Mask): Point | undefined {
  const depth = depths(width, height, data);
  let [deepest, sumX, sumY, area] = [0, 0, 0, 0];
  for (let i = 0; i < depth.length; i++) {
    if (depth[i] === 0) continue;
    deepest = Math.max(deepest, depth[i]);
    sumX += i % width;
    sumY += Math.floor(i / width);
    area++;
  }
  if (area === 0) return undefined;
  let [best, nearest] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < depth.length; i++) {
    if (depth[i] < deepest) continue;
    const distance = Math.hypot((i % width) - sumX / area, Math.floor(i / width) - sumY / area);
    if (distance < nearest) [best, nearest] = [i, distance];
  }
  return [(best % width) + 0.5, Math.floor(best / width) + 0.5];
}

/**
 * Steps from each pixel to the nearest one outside the mask, diagonal ones included; beyond the picture all is outside.
 * Two sweeps (Rosenfeld and Pfaltz 1966), on a frame one pixel wider.
 */
function depths(width: number, height: number, data: ArrayLike<number>): Uint16Array {
  const row = width + 2;
  const padded = new Uint16Array(row * (height + 2));
  const sweep = (i: number, side: 1 | -1) => {
    const beside = Math.min(
      padded[i - side],
      padded[i - side * (row + 1)],
      padded[i - side * row],
      padded[i - side * (row - 1)],
    );
    padded[i] = Math.min(padded[i], beside + 1);
  };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (!data[y * width + x]) continue;
      const i = (y + 1) * row + x + 1;
      padded[i] = 0xffff;
      sweep(i, 1);
    }
  const depth = new Uint16Array(width * height);
  for (let y = height - 1; y >= 0; y--)
    for (let x = width - 1; x >= 0; x--) {
      const i = (y + 1) * row + x + 1;
      if (padded[i] > 0) sweep(i, -1);
      depth[y * width + x] = padded[i];
    }
  return depth;
}
