// A random order of 0 .. size - 1 that needs no memory: any place of it is computed on its own.
import { Random } from "../random.js";

const ROUNDS = 4;

/**
 * A permutation of 0 .. size - 1 that depends on the keys alone: a Feistel network over the next power of four, walked
 * along its cycle until it is back inside (Black and Rogaway 2002, "Ciphers with Arbitrary Finite Domains").
 */
export class Permutation {
  readonly #half: number;
  readonly #keys: readonly number[];

  /** @param size below 2^52 */
  constructor(
    readonly size: number,
    ...keys: (number | string)[]
  ) {
    let bits = 1;
    while (4 ** bits < size) bits++;
    this.#half = 2 ** bits;
    const random = Random.of("permutation", ...keys);
    this.#keys = Array.from({ length: ROUNDS }, () => random.bits());
  }

  /** What stands at place `index`. */
  at(index: number): number {
    let value = index;
    do value = this.#mixed(value);
    while (value >= this.size);
    return value;
  }

  #mixed(value: number): number {
    let left = Math.floor(value / this.#half);
    let right = value % this.#half;
    for (const key of this.#keys) {
      let h = Math.imul(right ^ key, 0x85ebca6b);
      h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
      h ^= h >>> 16;
      [left, right] = [right, (left ^ h) & (this.#half - 1)];
    }
    return left * this.#half + right;
  }
}
