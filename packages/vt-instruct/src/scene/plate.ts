// The coloured plates that some objects stand on: a disc or a square that shows on every side of the icon.
import type { Pose, Stamp } from "./icon.js";
import { type Plate, plateColors } from "./layout.js";

/** Half the side of a square plate, or a disc's radius, for an icon of this width and height in pixels. */
export function plateReach(plate: Plate, [width, height]: readonly [number, number]): number {
  const half = Math.max(width, height) / 2;
  return plate.shape === "disc" ? Math.min(1.3 * half, 1.12 * Math.hypot(width / 2, height / 2)) : 1.16 * half;
}

/** A plate centred under a pose, with one pixel of soft edge. */
export function stampPlate(
  plate: Plate,
  pose: Pose,
  extent: readonly [number, number],
  pictureWidth: number,
  pictureHeight: number,
): Stamp {
  const reach = plateReach(plate, extent);
  const left = Math.max(0, Math.floor(pose.x - reach - 1));
  const top = Math.max(0, Math.floor(pose.y - reach - 1));
  const width = Math.min(pictureWidth, Math.ceil(pose.x + reach + 1)) - left;
  const height = Math.min(pictureHeight, Math.ceil(pose.y + reach + 1)) - top;
  const pixels = new Uint8Array(width * height * 4);
  const color = plateColors[plate.color];
  for (let y = 0, out = 0; y < height; y++)
    for (let x = 0; x < width; x++, out += 4) {
      const dx = left + x + 0.5 - pose.x;
      const dy = top + y + 0.5 - pose.y;
      const distance = plate.shape === "disc" ? Math.sqrt(dx * dx + dy * dy) : Math.max(Math.abs(dx), Math.abs(dy));
      const alpha = Math.floor(255 * Math.max(0, Math.min(1, reach - distance + 0.5)));
      if (alpha === 0) continue;
      for (let c = 0; c < 3; c++) pixels[out + c] = (color[c] * alpha) / 255;
      pixels[out + 3] = alpha;
    }
  return { left, top, width, height, pixels };
}
