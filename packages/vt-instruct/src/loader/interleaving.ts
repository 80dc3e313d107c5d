// Sources mixed by weight: which source stands at a position, and which of its own samples, without counting from the start.
import { apportion } from "../builder/plan.js";
import { Random } from "../random.js";

/** Positions that hold every source in exactly its share: weights are met to one in so many. */
const BLOCK = 4096;

/** What stands at a position. */
export interface Drawn {
  readonly source: number;
  /** Counted within the source, over all epochs: 0, 1, 2 ... without a gap. */
  readonly index: number;
}

/** A fixed random order of sources: each takes its samples in turn and leaves none out. */
export class Interleaving {
  readonly #counts: readonly number[];
  #block = -1;
  #drawn: readonly Drawn[] = [];

  /** @param weights positive; a source gets at least one position in 4096, however little it weighs */
  constructor(
    weights: readonly number[],
    private readonly seed: number | string,
  ) {
    const rest = apportion(BLOCK - weights.length, weights);
    this.#counts = rest.map((count) => count + 1);
  }

  /** What stands at `position`: a function of weights, seed and position. */
  at(position: number): Drawn {
    if (this.#counts.length === 1) return { source: 0, index: position };
    const block = Math.floor(position / BLOCK);
    if (block !== this.#block) {
      [this.#block, this.#drawn] = [block, this.#drawnIn(block)];
    }
    return this.#drawn[position % BLOCK]!;
  }

  #drawnIn(block: number): Drawn[] {
    const sources = this.#counts.flatMap((count, source) => new Array<number>(count).fill(source));
    const next = this.#counts.map((count) => block * count);
    return Random.of("sources", this.seed, block)
      .shuffle(sources)
      .map((source) => ({ source, index: next[source]!++ }));
  }
}
