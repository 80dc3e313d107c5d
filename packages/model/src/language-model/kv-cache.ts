// Keys and values of tokens already read, so that each new token costs one step; rows can share a read prefix.
import { ELEMENT_BYTES, noGrad, scope, type Tensor, tensor, zeros } from "@refvlm/torch";

interface LayerCache {
  keys: Tensor;
  values: Tensor;
}

/** What one row of a cache has stored. */
export interface CachedRow {
  cache: KvCache;
  row: number;
  /** The columns that are its own, ascending. */
  columns: readonly number[];
}

/** Columns to go on with before a new cache must grow. */
const SPARE = 64;

/**
 * Growing buffers [B*Hkv, capacity, Dh] for each layer. Buffers outlive scopes; call `dispose` (or `using`).
 */
export class KvCache {
  readonly #layers: LayerCache[] = [];
  #capacity = 0;
  #length = 0;
  /** As `rows` made them; a cache that a model has begun has one. */
  #rows = 1;

  /** Tokens stored, the same for every row. */
  get length(): number {
    return this.#length;
  }

  /** Columns that there is room for before the buffers must grow. */
  get capacity(): number {
    return this.#capacity;
  }

  /** What the buffers take. */
  get bytes(): number {
    const of = ({ numel, dtype }: Tensor) => numel * ELEMENT_BYTES[dtype];
    return this.#layers.reduce((sum, { keys, values }) => sum + of(keys) + of(values), 0);
  }

  /**
   * Adds one layer's keys and values after the stored ones and returns all of them, as views.
   * The length counts them only after `advance`, when every layer has added its own.
   * @param keys [B*Hkv, T, Dh]
   */
  append(layer: number, keys: Tensor, values: Tensor): { keys: Tensor; values: Tensor } {
    const end = this.#length + keys.shape[1];
    this.#reserve(layer, end, keys);
    const cache = this.#layers[layer];
    cache.keys.slice(1, this.#length, end).copy_(keys);
    cache.values.slice(1, this.#length, end).copy_(values);
    return { keys: cache.keys.slice(1, 0, end), values: cache.values.slice(1, 0, end) };
  }

  /** The keys of one layer that are stored, [B*Hkv, S, Dh]; a view. */
  keys(layer: number): Tensor {
    return this.#layers[layer].keys.slice(1, 0, this.#length);
  }

  /** Counts `tokens` appended to every layer as stored. */
  advance(tokens: number): void {
    this.#length += tokens;
  }

  /** Forgets everything after the first `length` tokens; costs nothing. */
  truncate(length: number): void {
    this.#length = Math.min(length, this.#length);
  }

  /** A cache with a copy of each of these rows, aligned at the right; the columns before the shorter ones are padding. */
  static rows(sources: readonly CachedRow[]): KvCache {
    const joined = new KvCache();
    joined.#rows = sources.length;
    joined.#length = Math.max(0, ...sources.map(({ columns }) => columns.length));
    joined.#capacity = capacityFor(joined.#length + SPARE);
    const like = sources.find(({ cache }) => cache.#layers.length > 0)?.cache;
    for (const { keys, values } of like ? like.#layers : []) {
      const empty = (part: Tensor) => joined.#buffer(sources.length * (part.shape[0] / like!.#rows), part);
      joined.#layers.push({ keys: empty(keys), values: empty(values) });
    }
    for (const [row, source] of sources.entries()) joined.put(row, source);
    return joined;
  }

  /**
   * Overwrites a row with a copy of another cache's, aligned at the right; nothing is left of what it held.
   * @throws RangeError for a source that is wider than what is stored
   */
  put(row: number, source: CachedRow): void {
    const start = this.#length - source.columns.length;
    if (start < 0) throw new RangeError(`${source.columns.length} columns do not fit into ${this.#length}`);
    noGrad(() =>
      scope(() => {
        for (const [layer, { keys, values }] of this.#layers.entries()) {
          const from = source.cache.#layers[layer];
          this.#lay(keys, row, start, from && source.cache.#own(from.keys, source));
          this.#lay(values, row, start, from && source.cache.#own(from.values, source));
        }
      }),
    );
  }

  /** Frees the buffers; the cache is empty and usable again. */
  dispose(): void {
    for (const { keys, values } of this.#layers) {
      keys.dispose();
      values.dispose();
    }
    this.#layers.length = 0;
    this.#capacity = 0;
    this.#length = 0;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #reserve(layer: number, end: number, like: Tensor): void {
    if (end > this.#capacity) this.#capacity = capacityFor(end);
    const current = this.#layers[layer];
    if (current && current.keys.shape[1] >= this.#capacity) return;
    this.#layers[layer] = { keys: this.#grown(current?.keys, like), values: this.#grown(current?.values, like) };
  }

  /** What a row has stored in a buffer [Hkv, its columns, Dh]. */
  #own(buffer: Tensor, { row, columns }: CachedRow): Tensor {
    const heads = buffer.shape[0] / this.#rows;
    const own = buffer.narrow(0, row * heads, heads);
    const [first = 0] = columns;
    const isRun = (columns.at(-1) ?? first - 1) - first === columns.length - 1;
    if (isRun) return own.slice(1, first, first + columns.length);
    return own.indexSelect(1, tensor(Int32Array.from(columns), { dtype: "int64", device: buffer.device }));
  }

  #lay(buffer: Tensor, row: number, start: number, own: Tensor | undefined): void {
    const heads = buffer.shape[0] / this.#rows;
    const place = buffer.narrow(0, row * heads, heads);
    place.slice(1, 0, start).fill_(0); // what is masked is multiplied by 0, and NaN would stay NaN
    if (start < this.#length) place.slice(1, start, this.#length).copy_(own!);
  }

  #buffer(folded: number, like: Tensor): Tensor {
    const { shape, dtype, device } = like;
    return zeros([folded, this.#capacity, shape[2]], { dtype, device }).keep();
  }

  #grown(old: Tensor | undefined, like: Tensor): Tensor {
    return noGrad(() => {
      const grown = this.#buffer(like.shape[0], like);
      if (old) {
        grown.slice(1, 0, this.#length).copy_(old.slice(1, 0, this.#length));
        old.dispose();
      }
      return grown;
    });
  }
}

/** Powers of two, so that growing costs little in all. */
function capacityFor(length: number): number {
  return Math.max(64, 2 ** Math.ceil(Math.log2(Math.max(length, 1))));
}
