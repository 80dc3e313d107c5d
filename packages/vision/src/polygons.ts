// Polygons: exact areas, and rasterisation into run-length masks by COCO's pixel rule.
import type { XywhBox } from "./boxes.js";
import { compressRle, type Rle, RleError } from "./rle.js";
import { mergeRle } from "./rle-sets.js";

/** A closed polygon `[x0, y0, x1, y1, ...]` in float pixels. */
export type Polygon = readonly number[];

// COCO walks outlines on a grid five times finer than the pixels.
const FINE = 5;

/** Area inside a polygon by the shoelace formula, in square pixels (even-odd overlaps are not resolved). */
export function polygonArea(polygon: Polygon): number {
  let twice = 0;
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2)
    twice += polygon[j]! * polygon[i + 1]! - polygon[i]! * polygon[j + 1]!;
  return Math.abs(twice) / 2;
}

/** Throws {@link RleError} for a polygon that is none. */
export function checkPolygon(polygon: Polygon): void {
  if (polygon.length < 6 || polygon.length % 2 === 1 || !polygon.every(Number.isFinite))
    throw new RleError(`a polygon is at least three finite x, y pairs, not ${polygon.length} numbers`);
}

/** The pixels of one polygon in a picture of `width` x `height`. Throws {@link RleError} for a polygon that is none. */
export function polygonToRle(polygon: Polygon, width: number, height: number): Rle {
  checkPolygon(polygon);
  const crossings = columnCrossings(outline(polygon), width, height);
  return compressRle({ size: [height, width], counts: runsBetween(crossings, width * height) });
}

/** The union of several polygons (an object in parts). */
export function polygonsToRle(polygons: readonly Polygon[], width: number, height: number): Rle {
  if (polygons.length === 0) return compressRle({ size: [height, width], counts: [width * height] });
  return mergeRle(polygons.map((polygon) => polygonToRle(polygon, width, height)));
}

/** The pixels of a box by the same rule. */
export function boxToRle([x, y, w, h]: XywhBox, width: number, height: number): Rle {
  return polygonToRle([x, y, x, y + h, x + w, y + h, x + w, y], width, height);
}

/** Points [x, y, x, y, ...] of the closed outline on the fine grid, one step apart along each edge's longer axis. */
function outline(polygon: Polygon): number[] {
  // Truncating after adding a half is COCO's rounding; negative coordinates round towards zero by it.
  const fine = polygon.map((value) => Math.trunc(FINE * value + 0.5));
  const points: number[] = [];
  for (let i = 0; i < fine.length; i += 2) {
    const next = (i + 2) % fine.length;
    const [fromX, fromY, toX, toY] = [fine[i]!, fine[i + 1]!, fine[next]!, fine[next + 1]!];
    const [dx, dy] = [Math.abs(toX - fromX), Math.abs(toY - fromY)];
    const steps = Math.max(dx, dy);
    const wide = dx >= dy;
    // An edge gives the same points in both directions: it is always drawn along its growing axis, then reversed.
    const reversed = wide ? fromX > toX : fromY > toY;
    const [x1, y1, x2, y2] = reversed ? [toX, toY, fromX, fromY] : [fromX, fromY, toX, toY];
    const slope = steps === 0 ? 0 : (wide ? y2 - y1 : x2 - x1) / steps;
    for (let step = 0; step <= steps; step++) {
      const t = reversed ? steps - step : step;
      if (wide) points.push(t + x1, Math.trunc(y1 + slope * t + 0.5));
      else points.push(Math.trunc(x1 + slope * t + 0.5), t + y1);
    }
  }
  return points;
}

/** Column-major pixel positions, sorted, at which the outline is crossed when reading down the pixel columns. */
function columnCrossings(points: number[], width: number, height: number): Float64Array {
  const crossings: number[] = [];
  for (let i = 2; i < points.length; i += 2) {
    const [x, before] = [points[i]!, points[i - 2]!];
    if (x === before) continue;
    const column = ((x < before ? x : x - 1) + 0.5) / FINE - 0.5;
    if (!Number.isInteger(column) || column < 0 || column > width - 1) continue;
    const row = (Math.min(points[i + 1]!, points[i - 1]!) + 0.5) / FINE - 0.5;
    crossings.push(column * height + Math.ceil(Math.min(Math.max(row, 0), height)));
  }
  return Float64Array.from(crossings).sort();
}

/** Runs between sorted crossings; two crossings at one position cancel, so that no run but the first is empty. */
function runsBetween(crossings: Float64Array, total: number): number[] {
  const steps: number[] = [];
  let before = 0;
  for (const at of crossings) {
    steps.push(at - before);
    before = at;
  }
  steps.push(total - before);
  const runs = [steps[0]!];
  for (let i = 1; i < steps.length; i++) {
    if (steps[i]! > 0) runs.push(steps[i]!);
    else if (++i < steps.length) runs[runs.length - 1]! += steps[i]!;
  }
  return runs;
}
