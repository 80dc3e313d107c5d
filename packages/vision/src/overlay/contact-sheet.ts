// A contact sheet: pictures in rows on a common ground.
import type { Picture } from "../picture.js";
import type { Colour } from "../resize/letterbox.js";
import { Canvas } from "./canvas.js";

export interface SheetLayout {
  /** Tiles side by side; fewer tiles make a narrower sheet. */
  readonly columns: number;
  /** Pixels between tiles and around them. */
  readonly gap: number;
  readonly ground: Colour;
  /** Below tiles that are smaller than their row or column. Default: the ground. */
  readonly under?: Colour;
}

/** Arranges tiles; columns are as wide as the widest, each row is as high as its highest. @throws RangeError without tiles */
export function arrangeTiles(
  tiles: readonly Picture[],
  { columns, gap, ground, under = ground }: SheetLayout,
): Picture {
  if (tiles.length === 0) throw new RangeError("a contact sheet needs at least one tile");
  const across = Math.min(columns, tiles.length);
  const width = Math.max(...tiles.map((tile) => tile.width));
  const rows = Array.from({ length: Math.ceil(tiles.length / across) }, (_, i) =>
    tiles.slice(i * across, (i + 1) * across),
  );
  const heights = rows.map((row) => Math.max(...row.map(({ height }) => height)));
  const total = heights.reduce((sum, height) => sum + height + gap, gap);
  const sheet = new Canvas(across * (width + gap) + gap, total, ground);
  let top = gap;
  for (const [i, row] of rows.entries()) {
    for (const [column, tile] of row.entries()) {
      const left = gap + column * (width + gap);
      sheet.fill(left, top, left + width, top + heights[i]!, under);
      sheet.paste(tile, left, top);
    }
    top += heights[i]! + gap;
  }
  return sheet;
}
