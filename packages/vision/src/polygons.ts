// Polygons: exact areas, and rasterisation into run-length masks by COCO's pixel rule.
import type { XywhBox } from "./boxes.js";
import { compressRle, compressRuns, type Rle, RleError } from "./rle.js";
import { mergeRle } from "./rle-sets.js";

/** A closed polygon `[x0, y0, x1, y1, ...]` in float pixels. */
export type Polygon = readonly number[];

// COCO walks outlines on a grid five times finer than the pixels.
const FINE = 5;
/** The fine column left of the middle of a pixel column. */
const MIDDLE = 2;
/** Pixels; farther corners are no outline of anything in a picture, and would be inexact. */
const FARTHEST = 1e7;

/** Area inside a polygon by the shoelace formula, in square pixels (even-odd overlaps are not resolved). */
export function polygonArea(polygon: Polygon): number {
  let twice = 0;
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2)
    twice += polygon[j]! * polygon[i + 1]! - polygon[i]! * polygon[j + 1]!;
  return Math.abs(twice) / 2;
}

/** Also of values that only their files call numbers. */
const isCoordinate = (value: number) => Number.isFinite(value) && Math.abs(value) <= FARTHEST;

/** Throws {@link RleError} for a polygon that is none. */
export function checkPolygon(polygon: Polygon): void {
  if (polygon.length < 6 || polygon.length % 2 === 1)
    throw new RleError(`a polygon is at least three finite x, y pairs, not ${polygon.length} numbers`);
  if (!polygon.every(isCoordinate)) {
    const wrong = JSON.stringify(polygon.find((value) => !isCoordinate(value)));
    throw new RleError(`a polygon is at least three finite x, y pairs; ${wrong} is no place in a picture`);
  }
}

/** The pixels of one polygon in a picture of `width` x `height`. Throws {@link RleError} for a polygon that is none. */
export function polygonToRle(polygon: Polygon, width: number, height: number): Rle & { readonly counts: string } {
  checkPolygon(polygon);
  const crossings = columnCrossings(polygon, width, height);
  return { size: [height, width], counts: compressRuns(runsBetween(crossings, width * height)) };
}

/** The union of several polygons (an object in parts). */
export function polygonsToRle(polygons: readonly Polygon[], width: number, height: number): Rle {
  if (polygons.length === 0) return compressRle({ size: [height, width], counts: [width * height] });
  if (polygons.length === 1) return polygonToRle(polygons[0]!, width, height);
  return mergeRle(polygons.map((polygon) => polygonToRle(polygon, width, height)));
}

/** The pixels of a box by the same rule. */
export function boxToRle([x, y, w, h]: XywhBox, width: number, height: number): Rle {
  return polygonToRle([x, y, x, y + h, x + w, y + h, x + w, y], width, height);
}

// Where crossings are noted: data sets have so many outlines that a list growing for each would cost more than drawing it.
let noted = new Float64Array(4096);

/**
 * Column-major pixel positions, sorted, at which the closed outline crosses the middles of the pixel columns. The outline
 * has a point on the fine grid for each step along an edge's longer axis; a crossing lies between two neighbours. The
 * next call overwrites them.
 */
function columnCrossings(polygon: Polygon, width: number, height: number): Float64Array {
  let count = 0;
  /** Notes a crossing between fine columns `x` and `x + 1`, the two around a pixel column's middle, where it is shown. */
  const cross = (x: number, y: number, otherY: number) => {
    if (x < 0 || x >= width * FINE) return;
    const row = (Math.min(y, otherY) + 0.5) / FINE - 0.5;
    if (count === noted.length) {
      const larger = new Float64Array(2 * count);
      larger.set(noted);
      noted = larger;
    }
    noted[count++] = ((x - MIDDLE) / FINE) * height + Math.ceil(Math.min(Math.max(row, 0), height));
  };
  for (let i = 0; i < polygon.length; i += 2) {
    const next = i + 2 === polygon.length ? 0 : i + 2;
    const [fromX, fromY, toX, toY] = [
      fine(polygon[i]!),
      fine(polygon[i + 1]!),
      fine(polygon[next]!),
      fine(polygon[next + 1]!),
    ];
    const [dx, dy] = [Math.abs(toX - fromX), Math.abs(toY - fromY)];
    const wide = dx >= dy;
    // An edge gives the same points in both directions: it is always drawn along its growing axis.
    const reversed = wide ? fromX > toX : fromY > toY;
    const [x1, y1, x2, y2] = reversed ? [toX, toY, fromX, fromY] : [fromX, fromY, toX, toY];
    if (wide) {
      const slope = dx === 0 ? 0 : (y2 - y1) / dx;
      const y = (step: number) => Math.trunc(y1 + slope * step + 0.5);
      const first = (((MIDDLE - x1) % FINE) + FINE) % FINE;
      for (let step = first; step < dx; step += FINE) cross(x1 + step, y(step), y(step + 1));
    } else {
      const slope = (x2 - x1) / dy;
      const rising = x2 > x1;
      /** Whether the edge is beyond fine column `column` at this step. */
      const beyond = (step: number, column: number) => Math.trunc(x1 + slope * step + 0.5) > column === rising;
      const [left, right] = [Math.max(Math.min(x1, x2), 0), Math.min(Math.max(x1, x2), width * FINE)];
      for (let x = left + ((MIDDLE - left + FINE * left) % FINE); x < right; x += FINE) {
        // The division may be off by a step; the outline's own rounding decides.
        let step = Math.ceil((x + 0.5 - x1) / slope);
        while (beyond(step - 1, x)) step--;
        while (!beyond(step, x)) step++;
        cross(x, y1 + step - 1, y1 + step);
      }
    }
  }
  return noted.subarray(0, count).sort();
}

/** Truncating after adding a half is COCO's rounding; negative coordinates round towards zero by it. */
const fine = (coordinate: number) => Math.trunc(FINE * coordinate + 0.5);

/** Runs between sorted crossings; two crossings at one position cancel, so that no run but the first is empty. */
function runsBetween(crossings: Float64Array, total: number): Int32Array {
  const runs = new Int32Array(crossings.length + 1);
  let [count, before, cancels] = [0, 0, false];
  for (let i = 0; i <= crossings.length; i++) {
    const at = i < crossings.length ? crossings[i]! : total;
    const step = at - before;
    before = at;
    if (cancels) runs[count - 1]! += step;
    else if (step > 0 || i === 0) runs[count++] = step;
    cancels = !cancels && step === 0 && i > 0;
  }
  return runs.subarray(0, count);
}
