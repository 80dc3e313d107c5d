// Chooses the next token from scores: greedy, or temperature with nucleus sampling, from a random stream of its own.

export interface SamplingOptions {
  /** 0 (default) takes the best token always. */
  temperature?: number;
  /** Keeps the fewest tokens whose probabilities reach this sum. Default 1: all. */
  topP?: number;
  /** Start of the random stream; the same seed and scores give the same tokens. Default 0. */
  seed?: number;
}

/** A chosen token and how probable the model held it (at temperature 1, among the allowed ones). */
export interface Choice {
  id: number;
  logProbability: number;
}

/** Draws tokens for one sequence; its stream does not depend on what else is in the batch. */
export class Sampler {
  readonly #temperature: number;
  readonly #topP: number;
  readonly #random: () => number;

  /** @throws RangeError for a negative temperature or a topP outside (0, 1] */
  constructor({ temperature = 0, topP = 1, seed = 0 }: SamplingOptions = {}) {
    if (!(temperature >= 0)) throw new RangeError(`temperature: ${temperature} must be 0 or more`);
    if (!(topP > 0 && topP <= 1)) throw new RangeError(`topP: ${topP} must be above 0 and at most 1`);
    this.#temperature = temperature;
    this.#topP = topP;
    this.#random = randomStream(seed);
  }

  /**
   * @param logits one row of scores [V]
   * @param allowed which ids may come; all when absent
   */
  choose(logits: Float32Array, allowed?: Iterable<number> | null): Choice {
    const ids = allowed ? [...allowed] : Array.from(logits.keys());
    if (ids.length === 0) throw new Error("the constraint allows no token at all");
    let best = ids[0];
    for (const id of ids) if (logits[id] > logits[best]) best = id;
    const id = this.#temperature === 0 ? best : this.#draw(logits, ids, logits[best]);
    return { id, logProbability: logits[id] - logSumExp(logits, ids, logits[best]) };
  }

  #draw(logits: Float32Array, ids: number[], top: number): number {
    const weighted = ids
      .map((id) => ({ id, weight: Math.exp((logits[id] - top) / this.#temperature) }))
      .sort((a, b) => b.weight - a.weight);
    const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
    let kept = 0;
    let mass = 0;
    while (kept < weighted.length && (kept === 0 || mass < this.#topP * total)) mass += weighted[kept++].weight;
    let point = this.#random() * mass;
    for (const { id, weight } of weighted.slice(0, kept)) if ((point -= weight) < 0) return id;
    return weighted[kept - 1].id;
  }
}

function logSumExp(logits: Float32Array, ids: readonly number[], top: number): number {
  let sum = 0;
  for (const id of ids) sum += Math.exp(logits[id] - top);
  return top + Math.log(sum);
}

/** Mulberry32: small, fast and good enough to pick tokens. */
function randomStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
