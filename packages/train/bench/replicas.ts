// The whole trainer on stage 2 of a recipe, scenes rendered as it goes, alone or as replicas in threads that share every
// batch. Usage: replicas.ts FOLDER RECIPE OUTPUT. Request {"replicas": N, "steps": N}; with "dies" the second replica's
// thread is ended after the first step.
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { type LogEntry, latestCheckpoint, type Recipe, trainRecipe } from "@refvlm/train";
import { answerRequests, peakMegabytes } from "../../../scripts/bench/answering.mjs";
import { readRecipe } from "../src/config/read-recipe.js";

const [folder, recipePath, output] = process.argv.slice(2);
const recipe = readRecipe(recipePath);
const stage = recipe.stages.find(({ objective }) => objective === "answers");
if (!stage) throw new Error(`${recipePath}: no stage has the objective "answers"`);

/** Stage 2 alone, for some steps. */
function shortRecipe(steps: number): Recipe {
  return {
    ...recipe,
    ...{ model: folder, output, logEvery: 1, saveEvery: steps + 2, keepCheckpoints: 1, threads: 1 },
    stages: [{ ...stage!, copy: {}, warmup: 0, steps: steps + 1 }],
  };
}

/** Seconds from the end of a replica's thread to the end of the run, its state saved. */
async function measureDeath(): Promise<{ secondsToEnd: number }> {
  let worker: Worker | undefined;
  const onWorker = (started: Worker) => {
    worker = started;
  };
  process.on("worker", onWorker);
  let died = Number.NaN;
  const onLog = () => {
    if (!Number.isNaN(died)) return;
    died = performance.now();
    void worker?.terminate();
  };
  const end = await trainRecipe(shortRecipe(1000), { replicas: 2, onLog }).catch((error: Error) => error);
  const secondsToEnd = (performance.now() - died) / 1000;
  process.off("worker", onWorker);
  if (!(end instanceof Error) || !latestCheckpoint(join(output, "checkpoints")))
    throw new Error("the run did not end with an error and a checkpoint");
  rmSync(output, { recursive: true });
  return { secondsToEnd };
}

/** Pictures a second after the first logged step, which pays for everything that is done once. */
async function measure(replicas: number, steps: number) {
  const entries: LogEntry[] = [];
  await trainRecipe(shortRecipe(steps), { replicas, onLog: (entry) => entries.push(entry) });
  rmSync(output, { recursive: true });
  const seconds = entries.at(-1)!.seconds - entries[0].seconds;
  return { picturesPerSecond: (steps * stage!.batch) / seconds, peakMegabytes: peakMegabytes() };
}

await answerRequests(({ replicas, steps, dies }) => (dies ? measureDeath() : measure(Number(replicas), Number(steps))));
