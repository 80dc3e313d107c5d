// Keys and values of tokens already read, so that each new token costs one step; rows can share a read prefix.
import { noGrad, type Tensor, zeros } from "@refvlm/torch";

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

  /** A cache of `rows` copies of this one-row cache: many questions about one picture, read once. */
  fork(rows: number): KvCache {
    const copy = new KvCache();
    copy.#capacity = this.#capacity;
    copy.#length = this.#length;
    for (const { keys, values } of this.#layers) {
      copy.#layers.push({ keys: keys.repeat([rows, 1, 1]).keep(), values: values.repeat([rows, 1, 1]).keep() });
    }
    return copy;
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
    if (end > this.#capacity) this.#capacity = Math.max(64, 2 ** Math.ceil(Math.log2(end)));
    const current = this.#layers[layer];
    if (current && current.keys.shape[1] >= this.#capacity) return;
    this.#layers[layer] = { keys: this.#grown(current?.keys, like), values: this.#grown(current?.values, like) };
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
