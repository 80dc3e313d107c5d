// The checkpoints of a run: which one is the newest that is whole, and which may go.
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { checkpointProblems } from "./manifest.js";
import { UNFINISHED } from "./write-checkpoint.js";

/** Name of the checkpoint after a step, e.g. `step-00000120`. */
export function checkpointName(step: number): string {
  return `step-${String(step).padStart(8, "0")}`;
}

/** Steps of the checkpoint folders below `parent`, the latest first; other names are not ours. */
function stepsBelow(parent: string): number[] {
  return readdirSync(parent)
    .filter((name) => /^step-\d{8,15}$/.test(name))
    .map((name) => Number(name.slice("step-".length)))
    .filter((step) => statSync(join(parent, checkpointName(step)), { throwIfNoEntry: false })?.isDirectory())
    .sort((a, b) => b - a);
}

/**
 * The newest whole checkpoint below `parent`, every byte as it was written; undefined when there is none.
 * @param required files that a whole one has
 * @param warn is told of every damaged checkpoint that was passed over
 */
export function latestCheckpoint(
  parent: string,
  required: readonly string[] = [],
  warn: (message: string) => void = () => {},
): string | undefined {
  if (!statSync(parent, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  for (const step of stepsBelow(parent)) {
    const folder = join(parent, checkpointName(step));
    const problems = checkpointProblems(folder, { required });
    if (problems.length === 0) return folder;
    warn(`passing over a damaged checkpoint: ${problems[0]}`);
  }
  return undefined;
}

/**
 * Removes unfinished folders and all but the newest `keep` checkpoints up to `step`. Damaged ones neither count nor go,
 * nor do later ones: the run has not come to them yet.
 * @param step of the checkpoint that was just written; it always stays
 */
export function pruneCheckpoints(parent: string, keep: number, step: number): void {
  for (const name of readdirSync(parent).filter((name) => name.startsWith(UNFINISHED)))
    rmSync(join(parent, name), { recursive: true, force: true });
  const older = stepsBelow(parent)
    .filter((other) => other < step)
    .map((other) => join(parent, checkpointName(other)))
    .filter((folder) => checkpointProblems(folder, { digests: false }).length === 0);
  for (const folder of older.slice(Math.max(0, keep - 1))) rmSync(folder, { recursive: true, force: true });
}
