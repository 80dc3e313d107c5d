// The thread in which the network lives: the server's thread never waits for it.
import { parentPort, workerData } from "node:worker_threads";
import { loadPretrained } from "@refvlm/model";
import { hostEngine, type Port } from "./host.js";
import type { EngineData } from "./messages.js";

const { folder, device, dtype, decoders, limits } = workerData as EngineData;
const model = loadPretrained(folder, { device, dtype, decoders });
hostEngine(parentPort as Port, model, limits, (fault) =>
  process.stderr.write(`refvlm serve: an answer failed: ${(fault as Error).stack ?? fault}\n`),
);
