// Parts of large pictures: Segment Anything sees 1024 pixels a side, so what is small is cut out of a part of the picture.
import type { Box, Picture } from "@refvlm/vision";

/** A rectangle of whole pixels. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Size = Pick<Picture, "width" | "height">;

/** Share of a tile's side that its neighbours see, too. */
const OVERLAP = 0.25;

/** The whole of a picture. */
export const wholeOf = ({ width, height }: Size): Window => ({ x: 0, y: 0, width, height });

/** Tiles of this side that cover a picture, overlapping; none for a picture that one tile holds. */
export function tilesOf({ width, height }: Size, side: number): Window[] {
  if (Math.max(width, height) <= side) return [];
  const starts = (length: number) => {
    const steps = Math.max(1, Math.ceil((length - side) / (side * (1 - OVERLAP))) + 1);
    return Array.from({ length: length <= side ? 1 : steps }, (_, i) =>
      length <= side ? 0 : Math.round((i * (length - side)) / (steps - 1)),
    );
  };
  return starts(height).flatMap((y) =>
    starts(width).map((x) => ({ x, y, width: Math.min(side, width), height: Math.min(side, height) })),
  );
}

/** The part of this side around something that takes at most half of it, or the whole picture. */
export function windowAround([x1, y1, x2, y2]: Box, size: Size, side: number): Window {
  const { width, height } = size;
  if (Math.max(width, height) <= side || Math.max(x2 - x1, y2 - y1) > side / 2) return wholeOf(size);
  const start = (low: number, high: number, length: number) =>
    Math.max(0, Math.min(Math.round((low + high - side) / 2), length - side));
  return {
    x: start(x1, x2, width),
    y: start(y1, y2, height),
    width: Math.min(side, width),
    height: Math.min(side, height),
  };
}

/** The pixels of a part. */
export function cropped(picture: Picture, { x, y, width, height }: Window): Picture {
  if (width === picture.width && height === picture.height) return picture;
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * picture.width + x) * 3;
    data.set(picture.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { width, height, data };
}

/** Whether a box ends at an edge of a part that is none of the picture: what is there may go on beyond it. */
export function isCutOff([x1, y1, x2, y2]: Box, { x, y, width, height }: Window, size: Size): boolean {
  const near = (a: number, b: number) => Math.abs(a - b) <= 2;
  return (
    (x > 0 && near(x1, 0)) ||
    (y > 0 && near(y1, 0)) ||
    (x + width < size.width && near(x2, width)) ||
    (y + height < size.height && near(y2, height))
  );
}
