// Two worker threads use the engine at once, beside the main thread; nothing of ours is shared between them.
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { liveTensors, ones } from "../src/index.js";
import { addonPath } from "../src/loader.js";

function runWorker(value: number): Promise<{ gradient: number[]; live: number }> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.mjs", import.meta.url), { workerData: { value, addon: addonPath() } });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

it("works in two worker threads at once", async () => {
  const mine = ones([2]);
  const before = liveTensors();
  const answers = await Promise.all([runWorker(3), runWorker(5)]);
  expect(answers).toEqual([
    { gradient: [6, 2], live: 0 },
    { gradient: [10, 2], live: 0 },
  ]);
  expect(liveTensors()).toBe(before);
  expect(mine.toArray()).toEqual([1, 1]);
});
