// The whole trainer on stage 2 of a recipe as processes that share every batch, and what their gradients cost by themselves.
// Usage: processes.ts FOLDER RECIPE OUTPUT. Request {"processes": N, "steps": N}; {"numbers": N} for gradients of so many.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { zeros } from "@refvlm/torch";
import { readLog } from "@refvlm/train";
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { C10dCollective } from "../src/collectives/c10d.js";
import { meet } from "../src/collectives/meeting.js";
import { readRecipe } from "../src/config/read-recipe.js";
import { freePort } from "../test/free-port.js";

const [folder, recipePath, output] = process.argv.slice(2);
const recipe = readRecipe(recipePath);
const stage = recipe.stages.find(({ objective }) => objective === "answers");
if (!stage) throw new Error(`${recipePath}: no stage has the objective "answers"`);
const cli = fileURLToPath(new URL("../../refvlm/dist/cli.js", import.meta.url));

/** Bytes that went over loopback so far, whoever sent them; 0 where the system does not say. */
function loopbackBytes(): number {
  try {
    return Number(readFileSync("/sys/class/net/lo/statistics/tx_bytes", "utf8"));
  } catch {
    return 0;
  }
}

/** Pictures a second after the first logged step, which pays for everything that is done once, and bytes sent a step. */
async function measure(processes: number, steps: number) {
  const short = {
    ...recipe,
    ...{ model: folder, output, logEvery: 1, saveEvery: steps + 2, keepCheckpoints: 1, threads: 1 },
    stages: [{ ...stage!, copy: {}, warmup: 0, steps: steps + 1 }],
  };
  const path = `${output}.yaml`;
  writeFileSync(path, JSON.stringify(short));
  const before = loopbackBytes();
  const args = [cli, "train", path, "--processes", String(processes)];
  const run = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(run, "exit");
  if (code !== 0) throw new Error(`the run of ${processes} processes ended with exit code ${code}`);
  const bytes = loopbackBytes() - before;
  const entries = readLog(join(output, "log.jsonl"));
  rmSync(output, { recursive: true });
  const seconds = entries.at(-1)!.seconds - entries[0].seconds;
  return { picturesPerSecond: (steps * stage!.batch) / seconds, megabytesPerStep: bytes / 1e6 / (steps + 1) };
}

/** Milliseconds to average gradients of two ranks in one process, the fastest of some. */
async function average(numbers: number): Promise<{ milliseconds: number }> {
  const world = { size: 2, localRank: 0, host: "127.0.0.1", port: await freePort(), rankHoldsStore: true, attempt: 0 };
  const meetings = await Promise.all([0, 1].map((rank) => meet({ ...world, rank }, { timeout: 60_000 })));
  const ranks = meetings.map((meeting) => new C10dCollective(meeting));
  const parameters = ranks.map(() => {
    const parameter = zeros([numbers]);
    parameter.grad = zeros([numbers]);
    return [parameter];
  });
  let milliseconds = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    await Promise.all(ranks.map((one, i) => one.averageGradients(parameters[i])));
    milliseconds = Math.min(milliseconds, performance.now() - start);
  }
  await Promise.all(ranks.map((one) => one.leave()));
  return { milliseconds };
}

await answerRequests(({ processes, steps, numbers }) =>
  numbers ? average(Number(numbers)) : measure(Number(processes), Number(steps)),
);
