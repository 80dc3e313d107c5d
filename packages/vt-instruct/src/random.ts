// A small deterministic random source: xoshiro128** seeded by hashing any list of numbers and words.

/** Mixes one key into a 32-bit hash (FNV-1a over its characters, finished with murmur3's avalanche). */
function mix(hash: number, key: number | string): number {
  let h = hash | 0;
  for (const character of `${key};`) h = Math.imul(h ^ character.charCodeAt(0), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * Random numbers that depend only on the keys given to `Random.of`, in integer arithmetic,
 * so the same keys give the same sequence on every machine.
 */
export class Random {
  private constructor(
    private a: number,
    private b: number,
    private c: number,
    private d: number,
  ) {}

  /** A fresh sequence for these keys, e.g. `Random.of(seed, "train", index)`. */
  static of(...keys: (number | string)[]): Random {
    let hash = 0x811c9dc5;
    for (const key of keys) hash = mix(hash, key);
    const random = new Random(mix(hash, "a"), mix(hash, "b"), mix(hash, "c"), mix(hash, "d") | 1);
    for (let i = 0; i < 4; i++) random.bits();
    return random;
  }

  /** The next 32 random bits as an unsigned integer. */
  bits(): number {
    const product = Math.imul(this.b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= t;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result;
  }

  /** A number in [0, 1). */
  next(): number {
    return this.bits() / 4294967296;
  }

  /** A number in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number in 0 .. count - 1. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the items, each equally likely. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** An index drawn in proportion to the weights, which must have a positive sum. */
  weighted(weights: readonly number[]): number {
    let left = this.next() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < weights.length; i++) if ((left -= weights[i]) < 0) return i;
    return weights.findLastIndex((weight) => weight > 0);
  }

  /** The items in a random order (a new array). */
  shuffle<T>(items: readonly T[]): T[] {
    const mixed = [...items];
    for (let i = mixed.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [mixed[i], mixed[j]] = [mixed[j], mixed[i]];
    }
    return mixed;
  }
}
