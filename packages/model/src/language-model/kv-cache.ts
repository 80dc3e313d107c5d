// Keys and values of tokens already read, so that each new token costs one step; rows can share a read prefix.
import { noGrad, scope, type Tensor, zeros } from "@refvlm/torch";

interface LayerCache {
  keys: Tensor;
  values: Tensor;
}

/**
 * Growing buffers [B*Hkv, capacity, Dh] for each layer. Buffers outlive scopes; call `dispose` (or `using`).
 */
export class KvCache {
  readonly #layers: LayerCache[] = [];
  #capacity = 0;
  #length = 0;

  /** Tokens stored, the same for every row. */
  get length(): number {
    return this.#length;
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

  /** Counts `tokens` appended to every layer as stored. */
  advance(tokens: number): void {
    this.#length += tokens;
  }

  /** Forgets everything after the first `length` tokens; costs nothing. */
  truncate(length: number): void {
    this.#length = Math.min(length, this.#length);
  }

  /**
   * A cache with a copy of each of these one-row caches as a row: many questions about pictures that were read once.
   * Shorter ones are aligned at the right; the columns before them are padding.
   */
  static rows(caches: readonly KvCache[]): KvCache {
    const joined = new KvCache();
    joined.#length = Math.max(0, ...caches.map(({ length }) => length));
    joined.#capacity = capacityFor(joined.#length);
    const written = caches.find(({ length }) => length > 0);
    for (const [layer, like] of written ? written.#layers.entries() : []) {
      const stacked = (part: keyof LayerCache) =>
        joined.#stacked(caches, (cache) => cache.#layers[layer][part], like[part]);
      joined.#layers.push({ keys: stacked("keys"), values: stacked("values") });
    }
    return joined;
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

  /** A buffer with what each one-row cache has stored of a part, aligned at the right. */
  #stacked(caches: readonly KvCache[], partOf: (cache: KvCache) => Tensor, like: Tensor): Tensor {
    return noGrad(() =>
      scope(() => {
        const [heads, , headDim] = like.shape;
        const { dtype, device } = like;
        const stacked = zeros([caches.length * heads, this.#capacity, headDim], { dtype, device }).keep();
        for (const [row, cache] of caches.entries()) {
          if (cache.length === 0) continue;
          const own = stacked.narrow(0, row * heads, heads).slice(1, this.#length - cache.length, this.#length);
          own.copy_(partOf(cache).slice(1, 0, cache.length));
        }
        return stacked;
      }),
    );
  }

  #grown(old: Tensor | undefined, like: Tensor): Tensor {
    return noGrad(() => {
      const [folded, , headDim] = like.shape;
      const grown = zeros([folded, this.#capacity, headDim], { dtype: like.dtype, device: like.device }).keep();
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
