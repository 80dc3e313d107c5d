// Where the columns of a batch's cache hold padding, and what follows for the next pass: its mask and its positions.
import { type Tensor, tensor } from "@refvlm/torch";

/** Follows the columns of the cache; a row's own tokens are always the last of those it adds. */
export class Padding {
  /** Of each row, 1 for each column that holds one of its own tokens. */
  readonly #own: Uint8Array[];
  /** How many of them are ones: the position of the row's next token. */
  readonly #counts: number[];
  #columns: number;
  #any: boolean;

  /** @param stored columns that each row has stored before, aligned at the right */
  constructor(stored: readonly number[] = []) {
    const columns = Math.max(0, ...stored);
    this.#own = stored.map((count) => new Uint8Array(columns).fill(1, columns - count));
    this.#counts = [...stored];
    this.#columns = columns;
    this.#any = stored.some((count) => count < columns);
  }

  get columns(): number {
    return this.#columns;
  }

  /**
   * Adds `length` columns, the last `widths[b]` of them own in row b.
   * @returns bool mask [B, 1, T, S], own columns up to the query's, and int64 positions [B, T] counting only own ones;
   *   nothing while there is no padding at all, which a model takes as causal and counted on
   */
  extend(widths: readonly number[], length: number, device: string): { attentionMask?: Tensor; positionIds?: Tensor } {
    const before = this.#columns;
    const firsts = this.#counts.map((count, b) => count - (length - widths[b])); // of the columns that follow
    this.#columns += length;
    this.#any ||= widths.some((width) => width < length);
    for (const [b, width] of widths.entries()) {
      this.#counts[b] += width;
      this.#own[b] = grown(this.#own[b], this.#columns);
      this.#own[b].fill(1, this.#columns - width, this.#columns);
    }
    if (!this.#any) return {};
    const positions = firsts.map((first) => Array.from({ length }, (_, t) => Math.max(first + t, 0)));
    return {
      attentionMask: this.#mask(before, length, device),
      positionIds: tensor(positions, { dtype: "int64", device }),
    };
  }

  /** The columns of a row that hold its own tokens, ascending. */
  own(row: number): number[] {
    const columns: number[] = [];
    for (let column = 0; column < this.#columns; column++) if (this.#own[row][column] === 1) columns.push(column);
    return columns;
  }

  /** Gives a row to another sequence, which has stored the last `stored` columns. */
  replace(row: number, stored: number): void {
    this.#own[row].fill(0).fill(1, this.#columns - stored, this.#columns);
    this.#counts[row] = stored;
    this.#any ||= stored < this.#columns;
  }

  /** Makes padding of the last `count` columns that are a row's own. */
  forget(row: number, count: number): void {
    if (count === 0) return;
    const own = this.#own[row];
    let left = count;
    for (let column = this.#columns - 1; left > 0; column--)
      if (own[column] === 1) {
        own[column] = 0;
        left--;
      }
    this.#counts[row] -= count;
    this.#any = true;
  }

  #mask(before: number, length: number, device: string): Tensor {
    const keys = before + length;
    const shape = [this.#own.length, 1, length, keys];
    const allowed = new Uint8Array(this.#own.length * length * keys);
    for (const [b, own] of this.#own.entries())
      for (let t = 0; t < length; t++) allowed.set(own.subarray(0, before + t + 1), (b * length + t) * keys);
    return tensor(allowed, { shape, dtype: "uint8", device }).to("bool");
  }
}

/** Room for at least `length`, doubled when it runs out; what is new is 0. */
function grown(array: Uint8Array, length: number): Uint8Array {
  if (array.length >= length) return array;
  const larger = new Uint8Array(Math.max(64, 2 * length));
  larger.set(array);
  return larger;
}
