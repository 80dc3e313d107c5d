// Masks laid into one map, so that where they overlap each pixel has one owner and one colour: alpha does not add up.
import { Mask, rleRuns } from "@refvlm/vision";
import type { Thing } from "../answer/thing.js";

export interface LabelMap {
  readonly width: number;
  readonly height: number;
  /** Map pixels a picture pixel. */
  readonly scale: number;
  /** Row-major; 0: nobody, else the place of the thing, from 1. */
  readonly owners: Uint16Array;
  readonly things: readonly Thing[];
}

/** Longest side of a map: as fine as a screen. */
const LONGEST = 2048;

/** @param things smaller masks lie on larger ones */
export function labelMap(things: readonly Thing[], picture: { width: number; height: number }): LabelMap {
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const owners = new Uint16Array(width * height);
  const masks = things.flatMap((thing, i) => {
    const mask = thing.values.mask && Mask.from(thing.values.mask);
    return mask ? [{ runs: rleRuns(mask.toRle()), owner: i + 1, area: mask.area(), rows: mask.height }] : [];
  });
  masks.sort((a, b) => b.area - a.area);
  const columns = columnsOf(picture.width, width);
  for (const { runs, owner, rows } of masks) lay(runs, rows, owner, { owners, width, height, columns });
  return { width, height, scale, owners, things };
}

/** The map's column for each of the picture's; -1 for those that no column shows. */
function columnsOf(from: number, to: number): Int32Array {
  const columns = new Int32Array(from).fill(-1);
  for (let x = 0; x < to; x++) columns[Math.min(from - 1, Math.floor(((x + 0.5) * from) / to))] = x;
  return columns;
}

interface Place {
  owners: Uint16Array;
  width: number;
  height: number;
  columns: Int32Array;
}

/** Runs go down the picture's columns, first one of nobody's. */
function lay(runs: ArrayLike<number>, rows: number, owner: number, { owners, width, height, columns }: Place): void {
  const share = height / rows;
  let at = 0;
  for (let i = 0; i < runs.length; i++) {
    const end = at + runs[i]!;
    if (i % 2 === 1)
      for (let column = Math.floor(at / rows); column * rows < end; column++) {
        const x = columns[column]!;
        if (x < 0) continue;
        const top = Math.ceil(Math.max(0, at - column * rows) * share - 0.5);
        const bottom = Math.ceil(Math.min(rows, end - column * rows) * share - 0.5);
        for (let y = Math.max(0, top); y < Math.min(height, bottom); y++) owners[y * width + x] = owner;
      }
    at = end;
  }
}

/** Whose mask covers a pixel of the picture. */
export function ownerAt({ owners, width, height, scale, things }: LabelMap, x: number, y: number): Thing | undefined {
  const [column, row] = [Math.floor(x * scale), Math.floor(y * scale)];
  if (column < 0 || row < 0 || column >= width || row >= height) return undefined;
  return things[owners[row * width + column]! - 1];
}

const AREA = 0.42;
/** Of the others while one is lit. */
const FAINT = 0.16;

/** Colours of a map: areas that the picture shines through, edges that it does not. */
export function paintMap({ owners, width, height, things }: LabelMap, isLit: (thing: Thing) => boolean): ImageData {
  const image = new ImageData(width, height);
  const ink = new Uint32Array(image.data.buffer);
  const someLit = things.some(isLit);
  const colours = things.map((thing) => {
    const [r, g, b] = thing.colour.match(/\d+/g)!.map(Number) as [number, number, number];
    const faint = someLit && !isLit(thing);
    const of = (alpha: number) => ((Math.round(alpha * 255) << 24) | (b << 16) | (g << 8) | r) >>> 0;
    return { area: of(faint ? FAINT : someLit ? 0.55 : AREA), edge: of(faint ? 0.4 : 1) };
  });
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      const owner = owners[at]!;
      if (owner === 0) continue;
      const isEdge =
        x === 0 ||
        y === 0 ||
        x === width - 1 ||
        y === height - 1 ||
        owners[at - 1] !== owner ||
        owners[at + 1] !== owner ||
        owners[at - width] !== owner ||
        owners[at + width] !== owner;
      ink[at] = isEdge ? colours[owner - 1]!.edge : colours[owner - 1]!.area;
    }
  return image;
}
