// Shards built side by side: each thread takes the next shard as it becomes free.
import { Worker } from "node:worker_threads";
import type { BuildConfig } from "./config.js";
import type { BuildPlan } from "./plan.js";

/** What a thread is given. */
export interface ThreadData {
  readonly config: BuildConfig;
  readonly plan: BuildPlan;
}

/** What a thread says. */
export type ThreadMessage = { progress: number } | { finished: number };

/**
 * Builds shards with so many threads.
 * @throws the first thread's error, or the signal's reason; the others are ended
 */
export async function buildInThreads(
  workerData: ThreadData,
  shards: readonly number[],
  threads: number,
  onProgress: (samples: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const queue = [...shards];
  const entry = new URL("./shard-thread.js", import.meta.url);
  const workers = Array.from({ length: threads }, () => new Worker(entry, { workerData }));
  try {
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((done, fail) => {
            const next = () => {
              const shard = queue.shift();
              if (shard === undefined) done();
              else worker.postMessage(shard);
            };
            worker.on("message", (message: ThreadMessage) => {
              if ("progress" in message) onProgress(message.progress);
              else next();
            });
            worker.on("error", fail);
            worker.on("exit", () => fail(new Error("a thread of the build ended early, perhaps for want of memory")));
            signal?.addEventListener("abort", () => fail(signal.reason), { once: true });
            next();
          }),
      ),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
