// The loader: samples of one or several builds for training, mixed, shuffled, split between replicas, resumed anywhere.
import { createHash } from "node:crypto";
import { Interleaving } from "./interleaving.js";
import type { DecodedSample } from "./pixels.js";
import { readAhead } from "./read-ahead.js";
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
  /** Digest of shards, buffers, weights and seed: what the order depends on. */
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
export interface Loaded<S> {
  readonly sample: S;
  readonly next: LoaderState;
}

/** An endless series of samples: a build's, or made ones. */
export interface SampleSource<S> {
  /** Sample number `index`, whatever was read before. */
  at(index: number): Promise<S>;
  /** Of the files behind it, and of how they are read; none where samples are made. */
  readonly digest?: string;
}

/** The sample at a position depends on the sources, weights, seed and the position: on nothing read before. */
export class Loader<S = DecodedSample> {
  readonly #mix: Interleaving;
  /** See `LoaderState`. */
  readonly order: string;

  /** @param weights of the sources: each above 0 */
  constructor(
    private readonly sources: readonly SampleSource<S>[],
    weights: readonly number[],
    seed: number | string,
  ) {
    this.#mix = new Interleaving(weights, seed);
    const digests = sources.map(({ digest = null }) => digest);
    this.order = createHash("sha256")
      .update(JSON.stringify([digests, weights, seed]))
      .digest("hex");
  }

  /** Of builds. @throws ShardsError, OutputError: see `Shards.open` */
  static async open(given: readonly LoaderSource[], options: Omit<ShardSourceOptions, "root"> = {}): Promise<Loader> {
    if (given.length === 0) throw new ShardsError("there is nothing to load; name the folder of a build");
    const { seed = 0 } = options;
    const sources: ShardSource[] = [];
    for (const [i, { path, root }] of given.entries())
      sources.push(await ShardSource.open(path, { ...options, root, seed: `${seed}:${i}` }));
    const weights = given.map(({ path, weight = 1 }) => {
      if (weight > 0 && Number.isFinite(weight)) return weight;
      throw new ShardsError(`${path}: its weight is ${weight}; give a number above 0, or leave the source out`);
    });
    return new Loader(sources, weights, seed);
  }

  /** The sample at a position. @throws RowError, ShardsError: see `ShardSource.at` */
  at(position: number): Promise<S> {
    const { source, index } = this.#mix.at(position);
    return this.sources[source]!.at(index);
  }

  /**
   * Samples without end.
   * @throws ShardsError for a state of other shards or settings; RowError, ShardsError: see `ShardSource.at`
   */
  async *stream({ from, rank = 0, size = 1, prefetch = 4 }: StreamOptions = {}): AsyncGenerator<Loaded<S>, void> {
    if (from && from.order !== this.order)
      throw new ShardsError(
        "the state to resume from belongs to other shards, weights, seed or buffer; begin anew, or give those back",
      );
    let position = from?.position ?? 0;
    const first = position + rank;
    for await (const sample of readAhead((i) => this.at(first + i * size), { ahead: prefetch })) {
      position += size;
      yield { sample, next: { position, order: this.order } };
    }
  }
}
