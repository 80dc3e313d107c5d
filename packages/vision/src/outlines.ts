// Masks as polygons: outlines along the edges of pixels, which COCO's pixel rule turns back into the very same mask.
import type { Mask } from "./mask.js";
import type { Polygon } from "./polygons.js";

type Corner = readonly [x: number, y: number];

/** Right, down, left, up. */
const STEPS: readonly Corner[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

/**
 * The polygons that a mask is the union of, one for each part whose pixels touch by their sides. A polygon knows no holes:
 * each is joined to the outline above it by a cut without width, which no pixel rule sees. An empty mask has none.
 */
export function maskPolygons(mask: Mask): Polygon[] {
  const { outer, holes } = outlines(mask);
  // From the top: what a cut from a hole meets above has been joined to its outline before.
  for (const hole of holes.sort(byTop)) joinAbove(hole, outer);
  return outer.map((corners) => corners.flat());
}

/** Closed outlines with the mask on their right hand, their first corner the leftmost of their top. */
function outlines({ data, width, height }: Mask): { outer: Corner[][]; holes: Corner[][] } {
  const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] === 1;
  const [outer, holes]: Corner[][][] = [[], []];
  // Edges that run right along the top of a pixel, or left along its bottom; every outline has some of its kind.
  const walked = new Uint8Array((height + 1) * width);
  for (let y = 0; y <= height; y++)
    for (let x = 0; x < width; x++) {
      if (walked[y * width + x] || inside(x, y) === inside(x, y - 1)) continue;
      const isHole = !inside(x, y);
      (isHole ? holes : outer).push(walk(isHole ? [x + 1, y] : [x, y], isHole ? 2 : 0));
    }
  return { outer, holes };

  function walk(start: Corner, first: number): Corner[] {
    const corners: Corner[] = [];
    let [[x, y], heading] = [start, first];
    do {
      const [dx, dy] = STEPS[heading]!;
      if (heading === 0) walked[y * width + x] = 1;
      if (heading === 2) walked[y * width + x - 1] = 1;
      [x, y] = [x + dx, y + dy];
      // The pixels ahead on the right and on the left hand; where only corners touch, the parts stay apart.
      const ahead = (side: 1 | -1) => inside(x + (dx - side * dy - 1) / 2, y + (dy + side * dx - 1) / 2);
      const turn = ahead(1) ? (ahead(-1) ? 3 : 0) : 1;
      if (turn !== 0) corners.push([x, y]);
      heading = (heading + turn) % 4;
    } while (x !== start[0] || y !== start[1] || heading !== first);
    return corners;
  }
}

/** Which of two outlines begins higher. */
function byTop(a: readonly Corner[], b: readonly Corner[]): number {
  return topOf(a)[1] - topOf(b)[1];
}

/** The leftmost of the highest corners. */
function topOf(corners: readonly Corner[]): Corner {
  return corners.reduce((top, each) => (each[1] < top[1] || (each[1] === top[1] && each[0] < top[0]) ? each : top));
}

/** Puts a hole into the outline whose edge is the next one straight above the hole's top. */
function joinAbove(hole: readonly Corner[], outlines: Corner[][]): void {
  const [x, y] = topOf(hole);
  let [above, into, at] = [Number.NEGATIVE_INFINITY, outlines[0]!, 0];
  for (const corners of outlines)
    for (const [i, [fromX, edgeY]] of corners.entries()) {
      const [toX, toY] = corners[(i + 1) % corners.length]!;
      const spans = toY === edgeY && Math.min(fromX, toX) <= x && x < Math.max(fromX, toX);
      if (spans && edgeY < y && edgeY > above) [above, into, at] = [edgeY, corners, i + 1];
    }
  const top = hole.findIndex((corner) => corner[0] === x && corner[1] === y);
  into.splice(at, 0, [x, above], ...hole.slice(top), ...hole.slice(0, top), [x, y], [x, above]);
}
