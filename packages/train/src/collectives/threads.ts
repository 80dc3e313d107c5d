// The collective of replicas that live in threads of one process: gradients meet in memory that they share.
// On CPUs with few cores this beats many threads inside one operator: small matrices do not split well.
import { fromTypedArray, noGrad, scope, type Tensor } from "@refvlm/torch";
import { Barrier } from "./barrier.js";
import type { Collective } from "./collective.js";
import { putGradient, slicesOf, takeGradient } from "./gradient-slices.js";

/** What replicas share: one region of gradients each, which parameters have one, a few numbers each, and the barrier. */
export interface SharedMemory {
  gradients: SharedArrayBuffer;
  users: SharedArrayBuffer;
  numbers: SharedArrayBuffer;
  barrier: SharedArrayBuffer;
}

/** Most numbers that `mean` averages at once. */
const NUMBERS = 64;

/** Room for the gradients of all parameters in each replica. */
export function sharedMemory(replicas: number, parameters: readonly Tensor[]): SharedMemory {
  const numbers = parameters.reduce((sum, { numel }) => sum + numel, 0);
  return {
    gradients: new SharedArrayBuffer(4 * replicas * numbers),
    users: new SharedArrayBuffer(replicas * parameters.length),
    numbers: new SharedArrayBuffer(8 * replicas * NUMBERS),
    barrier: new SharedArrayBuffer(Barrier.BYTES),
  };
}

/** One replica's door to the others in the same process. */
export class ThreadCollective implements Collective {
  readonly #barrier: Barrier;
  readonly #regions: Float32Array[];
  /** By replica: 1 for each parameter that has a gradient there. */
  readonly #users: Uint8Array[];
  readonly #numbers: Float64Array;

  constructor(
    memory: SharedMemory,
    readonly rank: number,
    readonly size: number,
  ) {
    this.#barrier = new Barrier(memory.barrier, size);
    const numbers = memory.gradients.byteLength / 4 / size;
    const parameters = memory.users.byteLength / size;
    const ranks = Array.from({ length: size }, (_, i) => i);
    this.#regions = ranks.map((i) => new Float32Array(memory.gradients, 4 * i * numbers, numbers));
    this.#users = ranks.map((i) => new Uint8Array(memory.users, i * parameters, parameters));
    this.#numbers = new Float64Array(memory.numbers);
  }

  async averageGradients(parameters: readonly Tensor[]): Promise<void> {
    this.#share(parameters);
    await this.#barrier.wait();
    this.#reduce();
    await this.#barrier.wait();
    this.#take(parameters);
    await this.#barrier.wait(); // nobody shares anew before all have taken
  }

  async mean(values: readonly number[]): Promise<number[]> {
    if (values.length > NUMBERS)
      throw new RangeError(`at most ${NUMBERS} numbers can be averaged, got ${values.length}`);
    this.#numbers.set(values, this.rank * NUMBERS);
    await this.#barrier.wait();
    const means = values.map((_, i) => {
      let sum = 0;
      for (let rank = 0; rank < this.size; rank++) sum += this.#numbers[rank * NUMBERS + i];
      return sum / this.size;
    });
    await this.#barrier.wait();
    return means;
  }

  barrier(): Promise<void> {
    return this.#barrier.wait();
  }

  /** Threads of one process were given the same things. */
  async agree(): Promise<void> {}

  abort(reason?: string): void {
    this.#barrier.break(reason);
  }

  /** Copies this replica's gradients to where the others see them. */
  #share(parameters: readonly Tensor[]): void {
    this.#users[this.rank].set(parameters.map(({ grad }) => (grad ? 1 : 0)));
    noGrad(() =>
      scope(() => {
        const slices = slicesOf(shared(this.#regions[this.rank]), parameters);
        for (const [i, slice] of slices.entries()) putGradient(slice, parameters[i]);
      }),
    );
  }

  /**
   * Each replica makes a part of the mean in the first region, where it lies already: fresh memory of all gradients' size costs
   * more than the sums.
   */
  #reduce(): void {
    noGrad(() =>
      scope(() => {
        const [first, ...others] = this.#regions.map((region) => this.#part(shared(region)));
        for (const region of others) first.add_(region);
        first.div_(this.size);
      }),
    );
  }

  /** This replica's part of a region. */
  #part(region: Tensor): Tensor {
    const bound = (rank: number) => Math.floor((region.numel * rank) / this.size);
    return region.narrow(0, bound(this.rank), bound(this.rank + 1) - bound(this.rank));
  }

  /** Copies the mean to this replica's gradients. */
  #take(parameters: readonly Tensor[]): void {
    noGrad(() =>
      scope(() => {
        slicesOf(shared(this.#regions[0]), parameters).forEach((slice, i) => {
          if (this.#users.some((users) => users[i] === 1)) takeGradient(slice, parameters[i]);
        });
      }),
    );
  }
}

/** A tensor over a replica's region. */
function shared(region: Float32Array): Tensor {
  return fromTypedArray(region, [region.length]);
}
