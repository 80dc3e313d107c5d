// Where things go: a place at which they hide nothing drawn before too much.
import type { Box } from "@refvlm/vision";
import type { Random } from "../random.js";
import type { Stamp } from "./icon.js";
import type { Placed, Sprite } from "./sprite.js";
import type { Visibility } from "./visibility.js";

/** At least this share of every object's pixels stays visible. */
export const leastVisible = 0.4;

/** Places tried before an object is left out. */
const attempts = 40;

/** Looks for a place for the sprite; undefined where the picture has none. */
export function place(
  sprite: Sprite,
  random: Random,
  visibility: Visibility,
  placed: readonly Placed[],
): Placed | undefined {
  const { halfWidth, halfHeight, xs, ys, coverRate } = sprite;
  const cover = random.chance(coverRate);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const x = random.between(...xs);
    const y = random.between(...ys);
    const bounds: Box = [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
    const tooClose = ({ plate, stamp }: Placed) =>
      overlapShare(bounds, plate ?? stamp) > (cover && !plate ? 0.6 : 0.04);
    if (placed.some(tooClose)) continue;
    const found = sprite.at(x, y);
    if (visibility.allows(found.plate ? [found.plate, found.stamp] : [found.stamp], leastVisible)) return found;
  }
  return undefined;
}

/** Share of the smaller of two rectangles that both cover. */
function overlapShare([x1, y1, x2, y2]: Box, { left, top, width, height }: Stamp): number {
  const overlapX = Math.min(x2, left + width) - Math.max(x1, left);
  const overlapY = Math.min(y2, top + height) - Math.max(y1, top);
  if (overlapX <= 0 || overlapY <= 0) return 0;
  return (overlapX * overlapY) / Math.min((x2 - x1) * (y2 - y1), width * height);
}
