// When processes of one run end: once one has failed, the others have some time for it, and no longer.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

/**
 * How long the others may take to end once the first rank has, in milliseconds: it alone writes, they have only to say why
 * they end.
 */
const LAST_WORDS = 10_000;

/** Which rank failed first, and how. */
export interface Failure {
  /** For people: `rank 1 (process 77) ended with SIGKILL`. */
  readonly told: string;
  /** Whether any rank was ended by a signal, and so could not say what to do. */
  killed: boolean;
}

/**
 * Waits for all. Once one has failed, the others have some time to notice, say so and save: a stuck rank is noticed after
 * `timeout`, and saving takes no longer, as the ranks that wait for a checkpoint give up then.
 * @param processes by rank
 * @param timeout milliseconds that one waits for the others
 * @returns the first failure
 */
export async function endTogether(processes: readonly ChildProcess[], timeout: number): Promise<Failure | undefined> {
  let failure: Failure | undefined;
  let tellFailure = () => {};
  const failed = new Promise<void>((resolve) => {
    tellFailure = resolve;
  });
  const ends = processes.map(async (child, rank) => {
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    if (code === 0) return;
    const told = `rank ${rank} (process ${child.pid}) ended with ${signal ?? `exit code ${code}`}`;
    failure ??= { told, killed: false };
    failure.killed ||= signal !== null;
    tellFailure();
  });
  const all = Promise.all(ends);
  await Promise.race([all, failed]);
  const late = delay(2 * timeout + LAST_WORDS, undefined, { ref: false });
  await Promise.race([all, ends[0].then(() => delay(LAST_WORDS, undefined, { ref: false })), late]);
  for (const child of processes) child.kill("SIGKILL");
  await all;
  return failure;
}
