// A barrier for replicas in threads of one process, which a failing replica breaks instead of leaving others waiting.

const ARRIVED = 0;
const ROUND = 1;
const BROKEN = 2;

/** A replica failed; the others stop too. */
export class BrokenBarrierError extends Error {
  override name = "BrokenBarrierError";
}

/** Lets `size` threads that share `memory` wait for each other. */
export class Barrier {
  static readonly BYTES = 12;
  readonly #state: Int32Array;

  constructor(
    memory: SharedArrayBuffer,
    readonly size: number,
  ) {
    this.#state = new Int32Array(memory, 0, 3);
  }

  /**
   * Blocks until all threads are here.
   * @throws BrokenBarrierError once any thread has called `break`.
   */
  wait(): void {
    const state = this.#state;
    const round = Atomics.load(state, ROUND);
    if (Atomics.add(state, ARRIVED, 1) === this.size - 1) {
      Atomics.store(state, ARRIVED, 0);
      Atomics.add(state, ROUND, 1);
      Atomics.notify(state, ROUND);
    } else {
      while (Atomics.load(state, ROUND) === round && Atomics.load(state, BROKEN) === 0)
        Atomics.wait(state, ROUND, round, 500);
    }
    if (Atomics.load(state, BROKEN) === 1) throw new BrokenBarrierError("another replica of this training run failed");
  }

  /** Tells all threads that this one will not come. */
  break(): void {
    Atomics.store(this.#state, BROKEN, 1);
    Atomics.notify(this.#state, ROUND);
  }
}
