// The threads of a run's other replicas: started, watched, and ended with the run, whatever way they end themselves.
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Collective } from "../collectives/collective.js";
import type { SharedMemory } from "../collectives/threads.js";
import type { Recipe } from "../config/schema.js";

/** What a replica's thread is started with. */
export interface ReplicaData {
  recipe: Recipe;
  resume: boolean;
  rank: number;
  replicas: number;
  memory: SharedMemory;
}

/** How long threads have to say why they failed before they are ended, in milliseconds. */
const LAST_WORDS = 2000;

/** Replicas 1.. of a run, each in a thread. */
export class ReplicaThreads {
  readonly #workers: Worker[];
  /** Each resolves when its thread has ended. */
  readonly #ends: Promise<void>[];
  #finishing = false;

  /** @param collective of the first replica, which waits in vain for a thread that has ended */
  constructor(data: Omit<ReplicaData, "rank">, collective: Collective) {
    this.#workers = Array.from({ length: data.replicas - 1 }, (_, i) => {
      const workerData: ReplicaData = { ...data, rank: i + 1 };
      return new Worker(new URL("./replica-thread.js", import.meta.url), { workerData });
    });
    this.#ends = this.#workers.map(
      (worker, i) =>
        new Promise((done) => {
          worker.on("error", (error) => process.stderr.write(`replica ${i + 1}: ${error.message}\n`));
          worker.on("exit", (code) => {
            if (!this.#finishing)
              collective.abort(`replica ${i + 1} of this training run ended too early (exit code ${code})`);
            done();
          });
        }),
    );
  }

  /** Waits for the threads of a run that came to its end. */
  async finish(): Promise<void> {
    this.#finishing = true;
    await Promise.all(this.#ends);
  }

  /** Ends the threads of a run that failed; those that have something to say may say it. */
  async stop(): Promise<void> {
    this.#finishing = true;
    await Promise.race([Promise.all(this.#ends), delay(LAST_WORDS, undefined, { ref: false })]);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
