// Who is seen where: the owner of every pixel, and from it each object's exact visible mask and box.
import { type Box, Mask } from "@refvlm/vision";
import type { Stamp } from "./icon.js";

/** Coverage (alpha) from which a pixel belongs to the thing drawn on it. */
const half = 128;

/** A box around the nonzero results of `inside` within `[0, width) x [0, height)`, shifted; far edges exclusive. */
function boxAround(
  width: number,
  height: number,
  left: number,
  top: number,
  inside: (x: number, y: number) => boolean,
) {
  let [x1, y1, x2, y2] = [width, height, 0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (!inside(x, y)) continue;
      if (x < x1) x1 = x;
      if (x >= x2) x2 = x + 1;
      if (y < y1) y1 = y;
      if (y >= y2) y2 = y + 1;
    }
  return [left + x1, top + y1, left + x2, top + y2] as Box;
}

/** The smallest box around a stamp's covered pixels: pixel edges, far edges exclusive. */
export function stampBox({ left, top, width, height, pixels }: Stamp): Box {
  return boxAround(width, height, left, top, (x, y) => pixels[(y * width + x) * 4 + 3] >= half);
}

/** Visits the pixels of a picture `pictureWidth` wide that belong to the stamp, by their number. */
export function eachCovered(
  { left, top, width, height, pixels }: Stamp,
  pictureWidth: number,
  visit: (pixel: number) => void,
): void {
  for (let y = 0, from = 3; y < height; y++) {
    const row = (top + y) * pictureWidth + left;
    for (let x = 0; x < width; x++, from += 4) if (pixels[from] >= half) visit(row + x);
  }
}

/** Whether the stamp covers the point. */
export function covers({ left, top, width, height, pixels }: Stamp, x: number, y: number): boolean {
  const [column, row] = [Math.floor(x) - left, Math.floor(y) - top];
  if (column < 0 || row < 0 || column >= width || row >= height) return false;
  return pixels[(row * width + column) * 4 + 3] >= half;
}

/** The map from pixels to what is seen there: 0 for background and plates, else the owner's number from 1. */
export class Visibility {
  private readonly owners: Uint8Array;
  /** Visible pixels of each owner; index 0 is not used. */
  private readonly seen: number[] = [0];
  /** All pixels of each owner, hidden ones included. */
  private readonly areas: number[] = [0];
  /** Marks of pixels already counted, by the number of the count, so that clearing costs nothing. */
  private readonly counted: Uint32Array;
  private count = 0;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.owners = new Uint8Array(width * height);
    this.counted = new Uint32Array(width * height);
  }

  /** Whether drawing these stamps (a plate and its icon) leaves at least this share of every owner visible. */
  allows(stamps: readonly Stamp[], leastVisible: number): boolean {
    const losses = new Uint32Array(this.seen.length);
    this.count++;
    for (const stamp of stamps)
      eachCovered(stamp, this.width, (pixel) => {
        if (this.counted[pixel] === this.count) return;
        this.counted[pixel] = this.count;
        losses[this.owners[pixel]]++;
      });
    return this.areas.every((area, owner) => owner === 0 || this.seen[owner] - losses[owner] >= leastVisible * area);
  }

  /** Gives a stamp's covered pixels to the background: a plate. */
  cover(stamp: Stamp): void {
    this.take(stamp, 0);
  }

  /** Gives a stamp's covered pixels to a new owner and returns its number, counted from 1. */
  add(stamp: Stamp): number {
    const owner = this.seen.length;
    this.seen.push(0);
    const area = this.take(stamp, owner);
    this.seen[owner] = area;
    this.areas.push(area);
    return owner;
  }

  /** Visible mask, its box and the visible share of an owner whose whole extent is `fullBox`. */
  visiblePart(owner: number, [left, top, right, bottom]: Box): { mask: Mask; box: Box; visible: number } {
    const { width, height, owners } = this;
    const data = new Uint8Array(width * height);
    const box = boxAround(right - left, bottom - top, left, top, (x, y) => {
      const pixel = (top + y) * width + left + x;
      if (owners[pixel] !== owner) return false;
      data[pixel] = 1;
      return true;
    });
    return { mask: new Mask(width, height, data), box, visible: this.seen[owner] / this.areas[owner] };
  }

  private take(stamp: Stamp, owner: number): number {
    let area = 0;
    eachCovered(stamp, this.width, (pixel) => {
      this.seen[this.owners[pixel]]--;
      this.owners[pixel] = owner;
      area++;
    });
    return area;
  }
}
