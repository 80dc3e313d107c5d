// How a user points at something: a point, a box, a scribble or a mask, in the picture's own pixels.
import { type Box, clipBox } from "./boxes.js";
import type { Point } from "./frame.js";
import { Mask } from "./mask.js";

/** The four kinds of the paper (section 3.3). */
export const promptKinds = ["point", "box", "scribble", "mask"] as const;
export type PromptKind = (typeof promptKinds)[number];

/**
 * One visual prompt. `minus` are points that do not belong to what the others mean. A scribble is a line through
 * `points` that covers `width` pixels.
 */
export type VisualPrompt =
  | { readonly kind: "point"; readonly points: readonly Point[]; readonly minus?: readonly Point[] }
  | { readonly kind: "box"; readonly box: Box }
  | { readonly kind: "scribble"; readonly points: readonly Point[]; readonly width: number }
  | { readonly kind: "mask"; readonly mask: Mask };

/** Radius of the disc that a point stands for, as a share of the picture's longer side: about a fingertip. */
const POINT_REACH = 1 / 32;

/**
 * The pixels that a prompt covers. It never vanishes: where it covers no pixel centre it is the pixel that holds it
 * (DESIGN section 4). The points of one prompt are one mask: a disc around each, less what is nearer to a minus point.
 */
export function promptMask(prompt: VisualPrompt, width: number, height: number): Mask {
  if (prompt.kind === "mask") return prompt.mask;
  if (prompt.kind === "point") return discs(prompt, width, height);
  if (prompt.kind === "scribble") return stroke(prompt, width, height);
  const mask = Mask.fromBox(prompt.box, width, height);
  if (mask.area() > 0) return mask;
  const [x1, y1, x2, y2] = clipBox(prompt.box, width, height);
  return dotted([[(x1 + x2) / 2, (y1 + y2) / 2]], 1, width, height);
}

/** A minus point takes its side of the discs that it is near to; the pixels that hold the other points always stay. */
function discs({ points, minus = [] }: VisualPrompt & { kind: "point" }, width: number, height: number): Mask {
  const mask = dotted(points, 2 * POINT_REACH * Math.max(width, height), width, height);
  if (minus.length === 0) return mask;
  const nearest = (places: readonly Point[], x: number, y: number) =>
    Math.min(...places.map(([px, py]) => Math.hypot(x - px, y - py)));
  const [left, top, right, bottom] = mask.box();
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++)
      if (nearest(minus, x + 0.5, y + 0.5) < nearest(points, x + 0.5, y + 0.5)) mask.data[y * width + x] = 0;
  return mask.union(dotted(points, 1, width, height));
}

/** A line without gaps. What is drawn outside of the picture is cut off, unless all of it is. */
function stroke({ points, width: wide }: VisualPrompt & { kind: "scribble" }, width: number, height: number): Mask {
  const reach = wide / 2;
  const edges = [
    [-reach, width + reach],
    [-reach, height + reach],
  ] as const;
  const mask = dotted(along(points, edges), wide, width, height, { allHeld: false });
  return mask.area() > 0 ? mask : dotted(points.slice(0, 1), 1, width, height);
}

/** Points of a line, at most half a pixel apart, those left out that lie beyond the edges [least, most] of x and y. */
function along(points: readonly Point[], edges: readonly (readonly [number, number])[]): Point[] {
  return points.flatMap((to, i): Point[] => {
    const from = points[Math.max(i - 1, 0)]!;
    const steps = Math.max(1, Math.ceil(2 * Math.hypot(to[0] - from[0], to[1] - from[1])));
    // Where the line from one point to the next enters and leaves, as shares of its way (Liang and Barsky 1984).
    let [enters, leaves] = [0, 1];
    for (const [axis, [least, most]] of edges.entries()) {
      const [start, way] = [from[axis]!, to[axis]! - from[axis]!];
      if (way === 0 && (start < least || start > most)) return [];
      if (way === 0) continue;
      const [near, far] = [(least - start) / way, (most - start) / way].sort((a, b) => a - b) as [number, number];
      [enters, leaves] = [Math.max(enters, near), Math.min(leaves, far)];
    }
    const first = Math.ceil(enters * steps);
    const dots = Math.max(0, Math.floor(leaves * steps) - first + 1);
    return Array.from({ length: dots }, (_, dot): Point => {
      const t = (first + dot) / steps;
      return [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
    });
  });
}

/**
 * Discs of this diameter around points; each covers at least the pixel that holds its point.
 * @param options.allHeld a point outside of the picture is held by the pixel that is nearest to it
 */
function dotted(
  points: readonly Point[],
  diameter: number,
  width: number,
  height: number,
  { allHeld = true }: { allHeld?: boolean } = {},
): Mask {
  const mask = new Mask(width, height);
  const { data } = mask;
  const inside = (value: number, end: number) => Math.min(Math.max(Math.floor(value), 0), end - 1);
  const reach = diameter / 2;
  for (const [x, y] of points) {
    if (allHeld || (x >= 0 && y >= 0 && x <= width && y <= height))
      data[inside(y, height) * width + inside(x, width)] = 1;
    for (let row = inside(y - reach, height); row <= inside(y + reach, height); row++)
      for (let column = inside(x - reach, width); column <= inside(x + reach, width); column++)
        if (Math.hypot(column + 0.5 - x, row + 0.5 - y) < reach) data[row * width + column] = 1;
  }
  return mask;
}
