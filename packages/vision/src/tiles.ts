// Large pictures in overlapping tiles: what is small in the whole is found in one of them.
import { type Box, clipBox } from "./boxes.js";
import type { Picture } from "./picture.js";

/**
 * Tiles that cover a picture of `width` x `height`, row by row: none longer than `side`, neighbours share at least `overlap` of a
 * tile. One tile where the picture is no larger.
 */
export function tilesOf(width: number, height: number, side: number, overlap = 0.25): Box[] {
  const along = (length: number): [from: number, to: number][] => {
    if (length <= side) return [[0, length]];
    const count = Math.ceil((length - side) / (side * (1 - overlap))) + 1;
    return Array.from({ length: count }, (_, i) => {
      const from = Math.round((i * (length - side)) / (count - 1));
      return [from, from + side];
    });
  };
  return along(height).flatMap(([top, bottom]) => along(width).map(([left, right]): Box => [left, top, right, bottom]));
}

/** The part of a picture inside a box of whole pixels. */
export function cropPicture({ width, height, data }: Picture, box: Box): Picture {
  const [left, top, right, bottom] = clipBox(box, width, height).map(Math.round);
  const [columns, rows] = [right! - left!, bottom! - top!];
  const part = new Uint8Array(columns * rows * 3);
  for (let y = 0; y < rows; y++) {
    const from = ((top! + y) * width + left!) * 3;
    part.set(data.subarray(from, from + columns * 3), y * columns * 3);
  }
  return { width: columns, height: rows, data: part };
}

/** Whether a box ends where its tile does, inside of the picture: then the thing goes on, and another tile shows more of it. */
export function isCutOff(box: Box, tile: Box, width: number, height: number, margin = 2): boolean {
  const edges = [0, 0, width, height];
  return box.some((at, side) => tile[side] !== edges[side] && Math.abs(at - tile[side]!) <= margin);
}
