// Rows that are read in one pass: who has which row of their common cache, and when it is laid anew.
import type { Tensor } from "@refvlm/torch";
import { type CachedRow, KvCache } from "../language-model/kv-cache.js";
import type { LanguageModel } from "../language-model/llama.js";
import { Padding } from "./padding.js";
import type { Row } from "./row.js";

/** A row and what the model has read of it. */
interface Reading {
  row: Row;
  stored: CachedRow;
}

/**
 * A row has a place until it leaves. The cache is copied only where that pays: when a row that joins finds no free place,
 * when half of the places are free, and when it is full of columns that nobody needs.
 */
export class Lane {
  /** By row of the cache; null where a place is free. */
  #places: (Row | null)[] = [];
  #cache = new KvCache();
  #padding = new Padding();

  /** Rows that go on from copies of their prefixes. */
  static begin(rows: readonly Row[]): Lane {
    const lane = new Lane();
    lane.#lay(
      rows.map((row) => {
        const cache = row.request.prefix ?? new KvCache();
        return { row, stored: { cache, row: 0, columns: Array.from({ length: cache.length }, (_, i) => i) } };
      }),
    );
    return lane;
  }

  get places(): readonly (Row | null)[] {
    return this.#places;
  }

  get rows(): Row[] {
    return this.#places.filter((row) => row !== null);
  }

  /**
   * One pass over what is new.
   * @param embeddings [B, T, C], a row for each place, with its own tokens at the right
   * @param widths how many of the T are each place's own
   * @returns hidden states [B, T, C]
   */
  read(model: LanguageModel, embeddings: Tensor, widths: readonly number[]): Tensor {
    const [, length] = embeddings.shape;
    const { hiddenStates } = model.forward({
      inputsEmbeds: embeddings,
      ...this.#padding.extend(widths, length, embeddings.device),
      cache: this.#cache,
    });
    return hiddenStates;
  }

  /** Closes up before a pass over `length` columns, where places or columns are wasted. */
  closeUp(length: number): void {
    const readings = this.#readings();
    const longest = Math.max(0, ...readings.map(({ stored }) => stored.columns.length));
    const { columns } = this.#padding;
    const isFull = columns + length > this.#cache.capacity && longest < columns;
    if (isFull || readings.length <= this.#places.length / 2) this.#lay(readings);
  }

  /** Takes back the last `count` tokens that the model has read of a row. */
  forget(row: Row, count: number): void {
    this.#padding.forget(this.#places.indexOf(row), count);
  }

  /** Copies what the rows of another lane have, which may be disposed then. */
  join(other: Lane): void {
    const joining = other.#readings();
    const free = this.#places.flatMap((row, place) => (row === null ? [place] : []));
    const fits = joining.every(({ stored }) => stored.columns.length <= this.#padding.columns);
    if (joining.length > free.length || !fits) {
      this.#lay([...this.#readings(), ...joining]);
      return;
    }
    for (const [i, { row, stored }] of joining.entries()) {
      this.#places[free[i]] = row;
      this.#cache.put(free[i], stored);
      this.#padding.replace(free[i], stored.columns.length);
    }
  }

  /** Frees a row's place; nothing happens where it has none. */
  leave(row: Row): void {
    const place = this.#places.indexOf(row);
    if (place >= 0) this.#places[place] = null;
    if (this.#places.every((other) => other === null)) this.dispose();
  }

  dispose(): void {
    this.#lay([]);
  }

  #readings(): Reading[] {
    return this.#places.flatMap((row, place) =>
      row === null ? [] : [{ row, stored: { cache: this.#cache, row: place, columns: this.#padding.own(place) } }],
    );
  }

  #lay(readings: readonly Reading[]): void {
    const before = this.#cache;
    this.#cache = KvCache.rows(readings.map(({ stored }) => stored));
    this.#padding = new Padding(readings.map(({ stored }) => stored.columns.length));
    this.#places = readings.map(({ row }) => row);
    before.dispose();
  }
}
