// Where labels go: near their object, inside the picture, and off each other while there is room.
import { type Box, boxIntersection } from "../boxes.js";

/** The corner for a chip of `width` x `height` about an object at `anchor` (canvas pixels), given those already placed. */
export function placeLabel(
  anchor: Box,
  { width, height }: { width: number; height: number },
  picture: { width: number; height: number },
  taken: readonly Box[],
): Box {
  const [x1, y1, x2, y2] = anchor;
  const centre = (x1 + x2 - width) / 2;
  const candidates: [number, number][] = [
    [x1, y1 - height],
    [x1, y1],
    [x1, y2],
    [x2 - width, y1 - height],
    [x2 - width, y2],
    [centre, y1 - height],
    [centre, y2],
    [x2, y1],
    [x1 - width, y1],
    [x1, y2 - height],
  ];
  // Then ever further up and down from the object.
  for (let step = 1; step * height < picture.height; step++)
    candidates.push([x1, y1 - (step + 1) * height], [x1, y1 + step * height]);

  let best: Box = [0, 0, width, height];
  let least = Number.POSITIVE_INFINITY;
  for (const [left, top] of candidates) {
    const x = Math.round(Math.min(Math.max(left, 0), Math.max(0, picture.width - width)));
    const y = Math.round(Math.min(Math.max(top, 0), Math.max(0, picture.height - height)));
    const place: Box = [x, y, x + width, y + height];
    const covered = taken.reduce((sum, other) => sum + boxIntersection(place, other), 0);
    if (covered < least) [best, least] = [place, covered];
    if (least === 0) break;
  }
  return best;
}
