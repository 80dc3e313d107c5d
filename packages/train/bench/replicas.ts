// The whole trainer on stage 2 of a recipe, scenes rendered as it goes, alone or as replicas in threads that share every
// batch. Usage: replicas.ts FOLDER RECIPE OUTPUT. Request {"replicas": N, "steps": N}.
import { rmSync } from "node:fs";
import { type LogEntry, type Recipe, trainRecipe } from "@refvlm/train";
import { answerRequests, peakMegabytes } from "../../../scripts/bench/answering.mjs";
import { readRecipe } from "../src/config/read-recipe.js";

const [folder, recipePath, output] = process.argv.slice(2);
const recipe = readRecipe(recipePath);
const stage = recipe.stages.find(({ objective }) => objective === "answers");
if (!stage) throw new Error(`${recipePath}: no stage has the objective "answers"`);

/** Pictures a second after the first logged step, which pays for everything that is done once. */
async function measure(replicas: number, steps: number) {
  const short: Recipe = {
    ...recipe,
    ...{ model: folder, output, logEvery: 1, saveEvery: steps + 2, keepCheckpoints: 1, threads: 1 },
    stages: [{ ...stage!, copy: {}, warmup: 0, steps: steps + 1 }],
  };
  const entries: LogEntry[] = [];
  await trainRecipe(short, { replicas, onLog: (entry) => entries.push(entry) });
  rmSync(output, { recursive: true });
  const seconds = entries.at(-1)!.seconds - entries[0].seconds;
  return { picturesPerSecond: (steps * stage!.batch) / seconds, peakMegabytes: peakMegabytes() };
}

await answerRequests(({ replicas, steps }) => measure(Number(replicas), Number(steps)));
