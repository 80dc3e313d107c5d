// A barrier for replicas in threads of one process. Waiting leaves the event loop free, so that signals and the end of
// other threads are seen, and a replica that will not come breaks the barrier instead of leaving others waiting.
import { CollectiveError } from "./collective.js";

const ARRIVED = 0;
const ROUND = 1;
const BROKEN = 2;

/** How often a waiting thread looks by itself, in milliseconds; it is notified at once as a rule. */
const LOOK_AGAIN = 500;

/** Lets `size` threads that share `memory` wait for each other. */
export class Barrier {
  static readonly BYTES = 12;
  readonly #state: Int32Array;
  #reason: string | undefined;

  constructor(
    memory: SharedArrayBuffer,
    readonly size: number,
  ) {
    this.#state = new Int32Array(memory, 0, 3);
  }

  /**
   * Waits until all threads are here.
   * @throws CollectiveError once any thread has called `break`.
   */
  async wait(): Promise<void> {
    const state = this.#state;
    const round = Atomics.load(state, ROUND);
    if (Atomics.add(state, ARRIVED, 1) === this.size - 1) {
      Atomics.store(state, ARRIVED, 0);
      Atomics.add(state, ROUND, 1);
      Atomics.notify(state, ROUND);
    } else {
      // A promise of the engine does not keep a thread alive by itself.
      const alive = setInterval(() => {}, 2 ** 30);
      try {
        while (Atomics.load(state, ROUND) === round && Atomics.load(state, BROKEN) === 0)
          await Atomics.waitAsync(state, ROUND, round, LOOK_AGAIN).value;
      } finally {
        clearInterval(alive);
      }
    }
    if (Atomics.load(state, BROKEN) === 1)
      throw new CollectiveError(this.#reason ?? "another replica of this training run failed");
  }

  /** Tells all threads that one will not come. The reason is for this thread's own error. */
  break(reason?: string): void {
    this.#reason ??= reason;
    Atomics.store(this.#state, BROKEN, 1);
    Atomics.notify(this.#state, ROUND);
  }
}
