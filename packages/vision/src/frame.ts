// Coordinate systems (DESIGN section 4): original pixels <-> the unit square of the padded picture, which decoders see.
import { type Box, type CxcywhBox, clipBox, cxcywhToXyxy, xyxyToCxcywh } from "./boxes.js";
import { Mask } from "./mask.js";

/** Samples along each side of a cell of a box. */
const SAMPLES = 3;

/** A position in float pixels, or in 0..1 of the padded square. */
export type Point = readonly [x: number, y: number];

/** Maps a picture of `width` x `height` onto the padded square of side `side`; the picture starts at `offset`. */
export class Frame {
  readonly #known = new Map<string, ReturnType<typeof poolingSpans>>();

  private constructor(
    readonly width: number,
    readonly height: number,
    readonly side: number,
    readonly offset: Point,
  ) {}

  /** The frame of a picture centred on a square of its longer side (an odd gap leaves its extra pixel right or below). */
  static letterbox(width: number, height: number): Frame {
    if (!(width > 0 && height > 0)) throw new RangeError(`a picture of ${width} x ${height} pixels has no frame`);
    const side = Math.max(width, height);
    return new Frame(width, height, side, [Math.floor((side - width) / 2), Math.floor((side - height) / 2)]);
  }

  /** The frame of a picture in the top left corner of a square of its longer side. */
  static corner(width: number, height: number): Frame {
    const { side } = Frame.letterbox(width, height);
    return new Frame(width, height, side, [0, 0]);
  }

  pointToUnitSquare([x, y]: Point): Point {
    return [(x + this.offset[0]) / this.side, (y + this.offset[1]) / this.side];
  }

  /** Original pixels of a point of the unit square, not clipped. */
  pointFromUnitSquare([x, y]: Point): Point {
    return [x * this.side - this.offset[0], y * this.side - this.offset[1]];
  }

  /** A box in original pixels as `[cx, cy, w, h]` in 0..1 of the padded square. */
  toUnitSquare([x1, y1, x2, y2]: Box): CxcywhBox {
    return xyxyToCxcywh([...this.pointToUnitSquare([x1, y1]), ...this.pointToUnitSquare([x2, y2])]);
  }

  /** The box of `[cx, cy, w, h]` in original pixels, clipped to the picture. */
  fromUnitSquare(box: CxcywhBox): Box {
    const [x1, y1, x2, y2] = cxcywhToXyxy(box);
    const corners: Box = [...this.pointFromUnitSquare([x1, y1]), ...this.pointFromUnitSquare([x2, y2])];
    return clipBox(corners, this.width, this.height);
  }

  /**
   * Coverage of each cell of an `n` x `n` grid over the padded square: the share of the cell's area in the mask, 0..1.
   * However small the mask, every cell that it touches is above 0.
   */
  maskToUnitSquare(mask: Mask, n: number): Float32Array {
    this.checkSize(mask);
    return this.#pool(mask.data, n, mask.box());
  }

  /** Sum over the pixels of each cell of an `n` x `n` grid of a value times the share of the cell's area that the pixel covers. */
  sumsToUnitSquare(values: ArrayLike<number>, n: number): Float32Array {
    return this.#pool(values, n, [0, 0, this.width, this.height]);
  }

  /** The sums of `values` that are 0 outside a box of whole pixels. */
  #pool(values: ArrayLike<number>, n: number, [left, top, right, bottom]: Box): Float32Array {
    const columns = this.#spans(this.width, this.offset[0], n);
    const rows = this.#spans(this.height, this.offset[1], n);
    const grid = new Float32Array(n * n);
    const line = new Float64Array(this.width); // one grid row's sums of every picture column
    for (let i = 0; i < n; i++) {
      const { start: above, weights: shares } = rows[i]!;
      if (above + shares.length <= top || above >= bottom) continue;
      line.fill(0, left, right);
      for (let k = 0; k < shares.length; k++) {
        const weight = shares[k]!;
        const start = (above + k) * this.width;
        for (let x = left; x < right; x++) if (values[start + x]) line[x]! += weight * values[start + x]!;
      }
      for (let j = 0; j < n; j++) {
        const { start, weights } = columns[j]!;
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k]! * line[start + k]!;
        grid[i * n + j] = sum;
      }
    }
    return grid;
  }

  /** `poolingSpans` of an axis; every mask of a picture is pooled with the same. */
  #spans(length: number, offset: number, n: number): ReturnType<typeof poolingSpans> {
    const key = `${length} ${offset} ${n}`;
    let spans = this.#known.get(key);
    if (!spans) this.#known.set(key, (spans = poolingSpans(length, offset, this.side, n)));
    return spans;
  }

  /**
   * The mask at original size of an `n` x `n` map over the padded square: interpolated bilinearly between cell centres
   * and kept where it is above `threshold` (0 for logits, 0.5 for probabilities).
   */
  maskFromUnitSquare(values: ArrayLike<number>, n: number, threshold = 0.5): Mask {
    const mask = new Mask(this.width, this.height);
    this.#interpolate(values, n, (pixel, value) => {
      if (value > threshold) mask.data[pixel] = 1;
    });
    return mask;
  }

  /**
   * Share of each cell of an `n` x `n` grid over a box of the unit square that a mask covers, by samples; row-major. What of
   * the box lies outside the picture is not covered.
   */
  maskInBox(mask: Mask, [cx, cy, width, height]: CxcywhBox, n: number): Float32Array {
    this.checkSize(mask);
    const { data } = mask;
    const cells = new Float32Array(n * n);
    const pixelsAlong = (centre: number, side: number, axis: 0 | 1) =>
      Array.from({ length: n * SAMPLES }, (_, i) =>
        Math.floor((centre + side * ((i + 0.5) / (n * SAMPLES) - 0.5)) * this.side - this.offset[axis]),
      );
    const columns = pixelsAlong(cx, width, 0);
    for (const [i, y] of pixelsAlong(cy, height, 1).entries()) {
      if (y < 0 || y >= this.height) continue;
      const row = Math.floor(i / SAMPLES) * n;
      for (const [j, x] of columns.entries())
        if (x >= 0 && x < this.width && data[y * this.width + x]) cells[row + Math.floor(j / SAMPLES)]! += 1;
    }
    return cells.map((covered) => covered / SAMPLES ** 2);
  }

  /**
   * The mask at original size of an `n` x `n` map over a box of the unit square: interpolated bilinearly between cell
   * centres, kept inside the box where it is above `threshold`.
   */
  maskFromBox(values: ArrayLike<number>, n: number, box: CxcywhBox, threshold = 0.5): Mask {
    if (values.length !== n * n) throw new RangeError(`a ${n} x ${n} map has ${n * n} values, not ${values.length}`);
    const mask = new Mask(this.width, this.height);
    const [left, top, right, bottom] = this.fromUnitSquare(box).map((edge) => Math.ceil(edge - 0.5)) as [
      number,
      number,
      number,
      number,
    ];
    const tap = (pixel: number, axis: 0 | 1) => {
      const at = ((pixel + 0.5 + this.offset[axis]) / this.side - box[axis]) / box[axis === 0 ? 2 : 3] + 0.5;
      const inside = Math.min(Math.max(at * n - 0.5, 0), n - 1);
      const cell = Math.floor(inside);
      return { cell, next: Math.min(cell + 1, n - 1), share: inside - cell };
    };
    const columns = Array.from({ length: Math.max(0, right - left) }, (_, x) => tap(left + x, 0));
    for (let y = top; y < bottom; y++) {
      const { cell, next, share } = tap(y, 1);
      for (const [x, column] of columns.entries()) {
        const along = (row: number) => {
          const first = values[row * n + column.cell]!;
          return first + column.share * (values[row * n + column.next]! - first);
        };
        if (along(cell) + share * (along(next) - along(cell)) > threshold) mask.data[y * this.width + left + x] = 1;
      }
    }
    return mask;
  }

  /** An `n` x `n` map over the padded square at original size, interpolated bilinearly between cell centres. */
  valuesFromUnitSquare(values: ArrayLike<number>, n: number): Float32Array {
    const pixels = new Float32Array(this.width * this.height);
    this.#interpolate(values, n, (pixel, value) => {
      pixels[pixel] = value;
    });
    return pixels;
  }

  #interpolate(values: ArrayLike<number>, n: number, write: (pixel: number, value: number) => void): void {
    if (values.length !== n * n) throw new RangeError(`a ${n} x ${n} map has ${n * n} values, not ${values.length}`);
    const columns = bilinearTaps(this.width, this.offset[0], this.side, n);
    const rows = bilinearTaps(this.height, this.offset[1], this.side, n);
    const line = new Float64Array(n);
    for (let y = 0; y < this.height; y++) {
      const [top, down] = [rows.cell[y]! * n, rows.share[y]!];
      const below = Math.min(rows.cell[y]! + 1, n - 1) * n;
      for (let j = 0; j < n; j++) line[j] = values[top + j]! + down * (values[below + j]! - values[top + j]!);
      for (let x = 0; x < this.width; x++) {
        const left = columns.cell[x]!;
        const a = line[left]!;
        const b = line[Math.min(left + 1, n - 1)]!;
        write(y * this.width + x, a + columns.share[x]! * (b - a));
      }
    }
  }

  private checkSize(mask: Mask): void {
    if (mask.width !== this.width || mask.height !== this.height)
      throw new RangeError(
        `the mask is ${mask.width} x ${mask.height}, but its picture is ${this.width} x ${this.height} pixels`,
      );
  }
}

/** For each of `n` cells: which of `length` pixels (starting at `offset` of `side`) it covers, as shares of the cell. */
function poolingSpans(length: number, offset: number, side: number, n: number): { start: number; weights: number[] }[] {
  return Array.from({ length: n }, (_, cell) => {
    const from = (cell * side) / n - offset;
    const to = ((cell + 1) * side) / n - offset;
    const start = Math.max(0, Math.floor(from));
    const weights: number[] = [];
    for (let pixel = start; pixel < Math.min(length, to); pixel++)
      weights.push(((Math.min(to, pixel + 1) - Math.max(from, pixel)) * n) / side);
    return { start, weights };
  });
}

/** For each pixel centre: the cell centre to its left and the share of the next cell, clamped at the borders. */
function bilinearTaps(length: number, offset: number, side: number, n: number) {
  const cell = new Int32Array(length);
  const share = new Float64Array(length);
  for (let pixel = 0; pixel < length; pixel++) {
    const at = Math.min(Math.max(((pixel + 0.5 + offset) * n) / side - 0.5, 0), n - 1);
    cell[pixel] = Math.floor(at);
    share[pixel] = at - cell[pixel]!;
  }
  return { cell, share };
}
