// The shapes that drawn people are made of, each by its signed distance: negative inside, in body units.
import type { Box } from "@refvlm/vision";
import type { Color } from "./look.js";
import type { Vector } from "./vector.js";

/** Points and vectors are seen from the front: of three coordinates the first two count. */
type Seen = readonly [x: number, y: number, ...rest: number[]];

/** A filled region of one colour. */
export interface Shape {
  readonly color: Color;
  readonly bounds: Box;
  readonly distance: Distance;
  /** Whose edge is darker, where this is a piece of something larger. Default: its own. */
  readonly outline?: Distance;
}

type Distance = (x: number, y: number) => number;

/** A limb: round at both ends, from radius `ra` to `rb`. */
export function limb(color: Color, a: Vector, b: Vector, ra: number, rb: number): Shape {
  const [[ax, ay], [bx, by]] = [a, b];
  const [dx, dy] = [bx - ax, by - ay];
  const length2 = dx * dx + dy * dy || 1;
  return {
    color,
    bounds: [
      Math.min(ax - ra, bx - rb),
      Math.min(ay - ra, by - rb),
      Math.max(ax + ra, bx + rb),
      Math.max(ay + ra, by + rb),
    ],
    distance(x, y) {
      const share = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length2));
      const [ox, oy] = [x - ax - share * dx, y - ay - share * dy];
      return Math.sqrt(ox * ox + oy * oy) - ra - share * (rb - ra);
    },
  };
}

/** A disc. */
export function disc(color: Color, centre: Seen, radius: number): Shape {
  const [cx, cy] = centre;
  return {
    color,
    bounds: [cx - radius, cy - radius, cx + radius, cy + radius],
    distance: (x, y) => Math.sqrt((x - cx) ** 2 + (y - cy) ** 2) - radius,
  };
}

/** What a sheet wrapped tightly around all the points covers, `margin` thick. */
export function wrap(color: Color, points: readonly Vector[], margin: number): Shape {
  const corners = hull(points);
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return {
    color,
    bounds: [Math.min(...xs) - margin, Math.min(...ys) - margin, Math.max(...xs) + margin, Math.max(...ys) + margin],
    distance: (x, y) => polygonDistance(corners, x, y) - margin,
  };
}

/** All of these as one. */
export function union(...shapes: readonly Shape[]): Shape {
  const edge = (i: number, of: (...values: number[]) => number) => of(...shapes.map(({ bounds }) => bounds[i]));
  return {
    color: shapes[0].color,
    bounds: [edge(0, Math.min), edge(1, Math.min), edge(2, Math.max), edge(3, Math.max)],
    distance(x, y) {
      let least = Number.POSITIVE_INFINITY;
      for (const shape of shapes) least = Math.min(least, shape.distance(x, y));
      return least;
    },
  };
}

/** The first shape as a piece of all of them: no edge shows where they join. */
export function joined(shape: Shape, ...others: readonly Shape[]): Shape {
  return { ...shape, outline: union(shape, ...others).distance };
}

/** The shape in one even colour, up to its edge. */
export function flat(shape: Shape): Shape {
  return { ...shape, outline: () => Number.NEGATIVE_INFINITY };
}

/** The convex hull, by Andrew's monotone chain. */
function hull(points: readonly Vector[]): Seen[] {
  const sorted = points.map(([x, y]): Seen => [x, y]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (ordered: Seen[]) => {
    const line: Seen[] = [];
    for (const point of ordered) {
      while (line.length > 1 && turn(line.at(-2)!, line.at(-1)!, point) <= 0) line.pop();
      line.push(point);
    }
    return line.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

function turn([ax, ay]: Seen, [bx, by]: Seen, [cx, cy]: Seen): number {
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}

function polygonDistance(corners: readonly Seen[], x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  let inside = true;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [ax, ay] = corners[j];
    const [ex, ey] = [corners[i][0] - ax, corners[i][1] - ay];
    const [px, py] = [x - ax, y - ay];
    const share = Math.max(0, Math.min(1, (px * ex + py * ey) / (ex * ex + ey * ey)));
    least = Math.min(least, (px - share * ex) ** 2 + (py - share * ey) ** 2);
    if (ex * py - ey * px < 0) inside = false;
  }
  return inside ? -Math.sqrt(least) : Math.sqrt(least);
}
