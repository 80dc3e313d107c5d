// `--processes N`: this command once more in each of N processes of this machine, as torchrun would start them.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { readyEngine, Store } from "@refvlm/torch";
import { endTogether } from "./end-together.js";
import { stopSignals } from "./stop-signals.js";

export interface StartOptions {
  /** Seconds that one process waits for the others. */
  timeout: number;
  /** Whether there is something to go on from with --resume. */
  isBegun(): boolean;
}

/**
 * Resolves when all have come to a good end. Signals are handed on; one that ends badly ends all.
 * @throws Error naming the process that ended badly first; StoppedError
 */
export async function startProcesses(count: number, { timeout, isBegun }: StartOptions): Promise<void> {
  await readyEngine();
  const store = await Store.tcp({ host: "127.0.0.1", port: 0, listens: true, timeout: 1000 * timeout });
  const children = Array.from({ length: count }, (_, rank) => start(rank, count, store.port!));
  const handOn = (signal: NodeJS.Signals) => children.forEach((child) => void child.kill(signal));
  process.on("SIGINT", handOn).on("SIGTERM", handOn);
  using stop = stopSignals("stopped; continue with --resume");
  try {
    const failure = await endTogether(children, 1000 * timeout);
    stop.signal.throwIfAborted();
    if (failure === undefined) return;
    // Ranks that end by themselves have said what to do, which need not be to go on.
    const advice = failure.killed && isBegun() ? "; go on from what is saved with --resume" : "";
    throw new Error(`${failure.told}${advice}`);
  } finally {
    process.off("SIGINT", handOn).off("SIGTERM", handOn);
    store.close();
  }
}

/**
 * In a process group of its own, so that a terminal's Ctrl-C reaches it once, through us. The channel tells it when we are
 * gone.
 */
function start(rank: number, count: number, port: number): ChildProcess {
  const leads = rank === 0;
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    detached: true,
    stdio: ["ignore", leads ? "inherit" : "ignore", leads ? "inherit" : "pipe", "ipc"],
    env: {
      ...process.env,
      RANK: String(rank),
      LOCAL_RANK: String(rank),
      WORLD_SIZE: String(count),
      LOCAL_WORLD_SIZE: String(count),
      MASTER_ADDR: "127.0.0.1",
      MASTER_PORT: String(port),
      TORCHELASTIC_USE_AGENT_STORE: "True",
    },
  });
  const lines = child.stderr && createInterface({ input: child.stderr });
  lines?.on("line", (line) => process.stderr.write(`rank ${rank}: ${line}\n`));
  return child;
}
