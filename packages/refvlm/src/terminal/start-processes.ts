// `--processes N`: this command once more in each of N processes of this machine, as torchrun would start them.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { readyEngine, Store } from "@refvlm/torch";
import { stopSignals } from "./stop-signals.js";

/**
 * How long the others may take to end once the first rank has, in milliseconds: it alone writes, they have only to say why
 * they end.
 */
const LAST_WORDS = 10_000;

/**
 * Resolves when all have come to a good end. Signals are handed on; one that ends badly ends all.
 * @param timeout seconds that one process waits for the others
 * @throws Error naming the process that ended badly first; StoppedError
 */
export async function startProcesses(count: number, timeout: number): Promise<void> {
  await readyEngine();
  const store = await Store.tcp({ host: "127.0.0.1", port: 0, listens: true, timeout: 1000 * timeout });
  const children = Array.from({ length: count }, (_, rank) => start(rank, count, store.port!));
  const handOn = (signal: NodeJS.Signals) => children.forEach((child) => void child.kill(signal));
  process.on("SIGINT", handOn).on("SIGTERM", handOn);
  using stop = stopSignals("stopped; continue with --resume");
  try {
    const failure = await endOf(children, 1000 * timeout);
    stop.signal.throwIfAborted();
    if (failure !== undefined) throw new Error(`${failure}; go on from what is saved with --resume`);
  } finally {
    process.off("SIGINT", handOn).off("SIGTERM", handOn);
    store.close();
  }
}

/**
 * Waits for all. Once one has failed, the others have some time to notice, say so and save: a stuck rank is noticed after
 * `timeout`, and saving takes no longer, as the ranks that wait for a checkpoint give up then.
 * @returns the first failure
 */
async function endOf(children: readonly ChildProcess[], timeout: number): Promise<string | undefined> {
  let failure: string | undefined;
  let tellFailure = () => {};
  const failed = new Promise<void>((resolve) => {
    tellFailure = resolve;
  });
  const ends = children.map(async (child, rank) => {
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    if (code === 0) return;
    failure ??= `rank ${rank} (process ${child.pid}) ended with ${signal ?? `exit code ${code}`}`;
    tellFailure();
  });
  const all = Promise.all(ends);
  await Promise.race([all, failed]);
  const late = delay(2 * timeout + LAST_WORDS, undefined, { ref: false });
  await Promise.race([all, ends[0].then(() => delay(LAST_WORDS, undefined, { ref: false })), late]);
  for (const child of children) child.kill("SIGKILL");
  await all;
  return failure;
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
