// Draws the next token from probabilities, with a random stream of its own; how freely is the request's.
import { nucleusFloor } from "./nucleus.js";

/** Start of the random stream where nobody names one. */
export const DEFAULT_SEED = 0;

export interface SamplingOptions {
  /** 0 (default), and anything below a millionth, takes the best token always. */
  temperature?: number;
  /** Keeps the fewest tokens whose probabilities reach this sum, and those as probable as the last. Default 1: all. */
  topP?: number;
  /** Start of the random stream; the same seed and scores give the same tokens. Default 0. */
  seed?: number;
}

/** Draws tokens for one sequence; its stream does not depend on what else is in the batch. */
export class Sampler {
  /** Takes the best token; `draw` is for those that do not. */
  readonly greedy: boolean;
  readonly temperature: number;
  readonly #topP: number;
  readonly #random: () => number;

  /** @throws RangeError for a temperature that is negative or not a number, or a topP outside (0, 1] */
  constructor({ temperature = 0, topP = 1, seed = DEFAULT_SEED }: SamplingOptions = {}) {
    if (!(temperature >= 0 && temperature < Infinity))
      throw new RangeError(`temperature: ${temperature} must be 0 or more`);
    if (!(topP > 0 && topP <= 1)) throw new RangeError(`topP: ${topP} must be above 0 and at most 1`);
    this.greedy = temperature < 1e-6;
    this.temperature = temperature;
    this.#topP = topP;
    this.#random = randomStream(seed);
  }

  /**
   * @param probabilities of the whole vocabulary at this temperature [V], 0 for what may not come
   * @returns an id whose probability is above 0
   */
  draw(probabilities: Float32Array): number {
    const floor = this.#topP < 1 ? nucleusFloor(probabilities, this.#topP) : 0;
    let mass = 0;
    for (let id = 0; id < probabilities.length; id++) if (probabilities[id] >= floor) mass += probabilities[id];
    let point = this.#random() * mass;
    let last = -1;
    for (let id = 0; id < probabilities.length; id++) {
      const probability = probabilities[id];
      if (probability === 0 || probability < floor) continue;
      last = id;
      if ((point -= probability) < 0) break;
    }
    return last;
  }
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
