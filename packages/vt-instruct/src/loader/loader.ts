// The loader: samples of one or several builds for training, mixed, shuffled, split between replicas, resumed anywhere.
import { createHash } from "node:crypto";
import { Interleaving } from "./interleaving.js";
import type { DecodedSample } from "./pixels.js";
import { defaultBuffer } from "./row-order.js";
import { ShardSource, type ShardSourceOptions } from "./shard-source.js";
import { ShardsError } from "./shards.js";

/** A build to read from. */
export interface LoaderSource extends Pick<ShardSourceOptions, "root"> {
  /** Folder of a finished build, or a Parquet file. */
  path: string;
  /** Share among the sources. Default 1. */
  weight?: number;
}

/** Everything that resuming needs. */
export interface LoaderState {
  /** Samples before the next one, over all replicas. */
  position: number;
  /** Digest of shards, weights, seed and buffer: what the order depends on. */
  order: string;
}

/** How a stream is read. */
export interface StreamOptions {
  /** Where to go on. Default: at the beginning. */
  from?: LoaderState;
  /** This replica reads every `size`-th sample, from its `rank` on. Default 0 of 1. */
  rank?: number;
  size?: number;
  /** Samples that are decoded ahead. Default 4. */
  prefetch?: number;
}

/** A sample and the state to go on from behind it. */
export interface Loaded {
  readonly sample: DecodedSample;
  readonly next: LoaderState;
}

/** The sample at a position depends on the shards, weights, seed, buffer and the position: on nothing read before. */
export class Loader {
  readonly #mix: Interleaving;
  /** See `LoaderState`. */
  readonly order: string;

  private constructor(
    readonly sources: readonly ShardSource[],
    weights: readonly number[],
    { seed = 0, buffer }: Omit<ShardSourceOptions, "root">,
  ) {
    this.#mix = new Interleaving(weights, seed);
    const digests = sources.map(({ shards }) => shards.digest);
    const told = JSON.stringify([digests, weights, seed, { ...defaultBuffer, ...buffer }]);
    this.order = createHash("sha256").update(told).digest("hex");
  }

  /** @throws ShardsError, OutputError: see `Shards.open` */
  static async open(given: readonly LoaderSource[], options: Omit<ShardSourceOptions, "root"> = {}): Promise<Loader> {
    if (given.length === 0) throw new ShardsError("there is nothing to load; name the folder of a build");
    const sources: ShardSource[] = [];
    for (const [i, { path, root }] of given.entries())
      sources.push(await ShardSource.open(path, { ...options, root, seed: `${options.seed ?? 0}:${i}` }));
    const weights = given.map(({ path, weight = 1 }) => {
      if (weight > 0 && Number.isFinite(weight)) return weight;
      throw new ShardsError(`${path}: its weight is ${weight}; give a number above 0, or leave the source out`);
    });
    return new Loader(sources, weights, options);
  }

  /** The sample at a position. @throws RowError, ShardsError: see `ShardSource.at` */
  at(position: number): Promise<DecodedSample> {
    const { source, index } = this.#mix.at(position);
    return this.sources[source]!.at(index);
  }

  /**
   * Samples without end.
   * @throws ShardsError for a state of other shards or settings; RowError, ShardsError: see `ShardSource.at`
   */
  async *stream({ from, rank = 0, size = 1, prefetch = 4 }: StreamOptions = {}): AsyncGenerator<Loaded, never> {
    if (from && from.order !== this.order)
      throw new ShardsError(
        "the state to resume from belongs to other shards, weights, seed or buffer; begin anew, or give those back",
      );
    const start = from?.position ?? 0;
    const ahead: Promise<DecodedSample>[] = [];
    for (let position = start + rank; ; position += size) {
      while (ahead.length <= prefetch) {
        const sample = this.at(position + ahead.length * size);
        // Its error is told when its turn comes.
        sample.catch(() => {});
        ahead.push(sample);
      }
      const sample = await ahead.shift()!;
      yield { sample, next: { position: position - rank + size, order: this.order } };
    }
  }
}
