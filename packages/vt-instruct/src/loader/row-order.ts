// The order in which rows are read: shuffled through a buffer, and known for any place without reading what is before it.
import { Permutation } from "../builder/permutation.js";
import { Random } from "../random.js";

/** How much is held to shuffle within. It ends with the row group that reaches either figure. */
export interface BufferSize {
  /** Default 4000. */
  readonly rows: number;
  /** Uncompressed, pictures inside rows included. Default 256 MiB. */
  readonly bytes: number;
}

export const defaultBuffer: BufferSize = { rows: 4000, bytes: 256 * 2 ** 20 };

/** Row groups that fill the buffer together. */
export interface Window {
  /** Their numbers. */
  readonly groups: readonly number[];
  /** Place in the epoch of the window's first row. */
  readonly first: number;
  readonly rows: Permutation;
}

/** Where a row lies. */
export interface RowPlace {
  readonly epoch: number;
  /** What is in the buffer with it. */
  readonly window: Window;
  /** Number of its row group. */
  readonly group: number;
  /** Row within the group. */
  readonly row: number;
}

/** An endless order of rows: each epoch has every row once, and depends on (seed, epoch) alone. */
export class RowOrder {
  /** Rows of an epoch. */
  readonly size: number;
  #epoch = -1;
  #windows: readonly Window[] = [];

  constructor(
    private readonly groups: readonly { readonly rows: number; readonly bytes: number }[],
    private readonly seed: number | string,
    private readonly buffer: BufferSize = defaultBuffer,
  ) {
    this.size = groups.reduce((sum, { rows }) => sum + rows, 0);
  }

  /**
   * The row at place `index` of all epochs.
   * @param shift takes another row of the same buffer instead: the one so many places on, around its end
   */
  at(index: number, shift = 0): RowPlace {
    const epoch = Math.floor(index / this.size);
    const place = index % this.size;
    const window = this.#windowsOf(epoch).findLast(({ first }) => first <= place)!;
    let row = window.rows.at((place - window.first + shift) % window.rows.size);
    let i = 0;
    while (row >= this.groups[window.groups[i]!]!.rows) row -= this.groups[window.groups[i++]!]!.rows;
    return { epoch, window, group: window.groups[i]!, row };
  }

  #windowsOf(epoch: number): readonly Window[] {
    if (epoch === this.#epoch) return this.#windows;
    const order = Random.of("groups", this.seed, epoch).shuffle(this.groups.map((_, i) => i));
    const windows: Window[] = [];
    let open: number[] = [];
    let [first, rows, bytes] = [0, 0, 0];
    for (const [i, group] of order.entries()) {
      open.push(group);
      rows += this.groups[group]!.rows;
      bytes += this.groups[group]!.bytes;
      if (rows < this.buffer.rows && bytes < this.buffer.bytes && i < order.length - 1) continue;
      windows.push({ groups: open, first, rows: new Permutation(rows, "rows", this.seed, epoch, windows.length) });
      first += rows;
      [open, rows, bytes] = [[], 0, 0];
    }
    [this.#epoch, this.#windows] = [epoch, windows];
    return windows;
  }
}
