// One trainer a folder: a lock file that names the process, and that outlives no process.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { RecipeError } from "../config/recipe-error.js";

/** Name of the lock file in a run's output folder. */
export const RUN_LOCK = "run.lock";

interface Holder {
  pid: number;
  host: string;
}

/**
 * Takes a run's folder for this process. The lock of a process that has ended on this machine is taken over.
 * @returns gives the folder back
 * @throws RecipeError naming the process that trains there
 */
export function lockRun(output: string): () => void {
  const path = join(output, RUN_LOCK);
  const own: Holder = { pid: process.pid, host: hostname() };
  for (;;) {
    try {
      writeFileSync(path, `${JSON.stringify(own)}\n`, { flag: "wx" });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readHolder(path);
    if (holder && (holder.host !== own.host || isAlive(holder.pid)))
      throw new RecipeError(
        `${output}: process ${holder.pid} on ${holder.host} is training there; wait for it or choose another output. If that process is no trainer, remove ${path}`,
      );
    rmSync(path, { force: true });
  }
}

/** Who holds a lock; undefined where the file is gone or was cut off by the end of its process. */
function readHolder(path: string): Holder | undefined {
  try {
    const { pid, host } = JSON.parse(readFileSync(path, "utf8")) as Partial<Holder>;
    return Number.isSafeInteger(pid) && typeof host === "string" ? { pid: pid!, host } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
