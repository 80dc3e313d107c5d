// The surface that overlays are drawn on: RGB bytes with blending, rectangles and round pen strokes.
import { blankPicture, type Picture } from "../picture.js";
import type { Colour } from "../resize/letterbox.js";

/** Pixels to draw on. Coordinates are canvas pixels; whatever falls outside is cut off. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array; // RGB [height, width, 3]

  constructor(width: number, height: number, background: Colour = [0, 0, 0]) {
    ({ width: this.width, height: this.height, data: this.data } = blankPicture(width, height, background));
  }

  /** Lays a picture down with its corner at `left`, `top`; it must fit. */
  paste(picture: Picture, left = 0, top = 0): void {
    for (let y = 0; y < picture.height; y++) {
      const row = picture.data.subarray(y * picture.width * 3, (y + 1) * picture.width * 3);
      this.data.set(row, ((top + y) * this.width + left) * 3);
    }
  }

  /** Mixes `colour` into a pixel inside the canvas; `opacity` 1 replaces it. */
  blend(x: number, y: number, colour: Colour, opacity: number): void {
    const at = (y * this.width + x) * 3;
    for (let c = 0; c < 3; c++) this.data[at + c]! += Math.round((colour[c]! - this.data[at + c]!) * opacity);
  }

  /** Fills whole pixels from `left`, `top` up to but without `right`, `bottom`. */
  fill(left: number, top: number, right: number, bottom: number, colour: Colour, opacity = 1): void {
    for (let y = Math.max(0, top); y < Math.min(this.height, bottom); y++)
      for (let x = Math.max(0, left); x < Math.min(this.width, right); x++) this.blend(x, y, colour, opacity);
  }

  /** A hollow rectangle whose border of `thickness` pixels lies inside the given edges. */
  outline(left: number, top: number, right: number, bottom: number, thickness: number, colour: Colour): void {
    const t = Math.min(thickness, Math.ceil((right - left) / 2), Math.ceil((bottom - top) / 2));
    this.fill(left, top, right, top + t, colour);
    this.fill(left, bottom - t, right, bottom, colour);
    this.fill(left, top + t, left + t, bottom - t, colour);
    this.fill(right - t, top + t, right, bottom - t, colour);
  }

  /** Lines through `points` [x, y, x, y, ...] with a round pen of diameter `pen`, smoothed at their edges. */
  stroke(points: readonly number[], pen: number, colour: Colour): void {
    const radius = pen / 2;
    const xs = points.filter((_, i) => i % 2 === 0);
    const ys = points.filter((_, i) => i % 2 === 1);
    const bottom = Math.min(this.height - 1, Math.ceil(Math.max(...ys) + radius));
    const right = Math.min(this.width - 1, Math.ceil(Math.max(...xs) + radius));
    // The whole polyline is covered once, so that its joints are not darker than its lines.
    for (let y = Math.max(0, Math.floor(Math.min(...ys) - radius)); y <= bottom; y++)
      for (let x = Math.max(0, Math.floor(Math.min(...xs) - radius)); x <= right; x++) {
        const coverage = Math.min(1, radius + 0.5 - distance(x + 0.5, y + 0.5, points));
        if (coverage > 0) this.blend(x, y, colour, coverage);
      }
  }
}

/** Distance of a position from a polyline (a single point counts as one). */
function distance(x: number, y: number, points: readonly number[]): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < points.length; i += 2) {
    const next = i + 2 < points.length ? i + 2 : i;
    const [fromX, fromY] = [points[i]!, points[i + 1]!];
    const [dx, dy] = [points[next]! - fromX, points[next + 1]! - fromY];
    const length = dx * dx + dy * dy;
    const t = length === 0 ? 0 : Math.min(Math.max(((x - fromX) * dx + (y - fromY) * dy) / length, 0), 1);
    nearest = Math.min(nearest, Math.hypot(x - fromX - t * dx, y - fromY - t * dy));
  }
  return nearest;
}
