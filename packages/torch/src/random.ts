// Random numbers: the seed, generators of one's own, and states that can be saved and put back.
import { fromTypedArray } from "./create.js";
import { native } from "./loader.js";
import { Tensor } from "./tensor.js";

function readState(generator: number): Uint8Array {
  const state = new Tensor(native.generatorState(generator));
  try {
    return state.toTypedArray() as Uint8Array;
  } finally {
    state.dispose();
  }
}

function writeState(generator: number, bytes: Uint8Array): void {
  const state = fromTypedArray(bytes, [bytes.length], { copy: true });
  try {
    native.setGeneratorState(generator, state.handle);
  } finally {
    state.dispose();
  }
}

/** Throws for what is no seed: fractions, NaN, numbers that are not exact, integers that fit neither int64 nor uint64. */
function checked(seed: number | bigint): number | bigint {
  const fits = typeof seed === "bigint" ? seed >= -(2n ** 63n) && seed < 2n ** 64n : Number.isSafeInteger(seed);
  if (!fits)
    throw new RangeError(`${String(seed)} is no seed: an integer is needed, beyond 2^53 as a bigint of 64 bits`);
  return seed;
}

/** Seeds the default generators. The same seed gives the same numbers on the same engine and device. */
export function manualSeed(seed: number | bigint): void {
  native.manualSeed(0, checked(seed));
}

/** The state of the default CPU generator. */
export function getRngState(): Uint8Array {
  return readState(0);
}

/** Puts back a state of the default CPU generator. */
export function setRngState(state: Uint8Array): void {
  writeState(0, state);
}

const generators = new FinalizationRegistry<number>((id) => native.disposeGenerator(id));

/** A random number generator of one's own, for the `generator` option of random operators. */
export class Generator {
  /** Its id in the engine. */
  readonly id: number;

  constructor(seed: number | bigint = 0) {
    this.id = native.createGenerator(checked(seed));
    generators.register(this, this.id);
  }

  manualSeed(seed: number | bigint): this {
    native.manualSeed(this.id, checked(seed));
    return this;
  }

  getState(): Uint8Array {
    return readState(this.id);
  }

  setState(state: Uint8Array): void {
    writeState(this.id, state);
  }
}
