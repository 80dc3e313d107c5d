// Writes a checkpoint so that a crash at any moment leaves the previous one whole: temporary folder, fsync, manifest, rename.
import { createHash } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";

/** Name of the file that proves a checkpoint complete. */
export const MANIFEST = "manifest.json";
/** Folders with this prefix are unfinished and never read. */
export const UNFINISHED = ".unfinished-";

export interface Manifest {
  format: 1;
  files: { name: string; bytes: number; sha256: string }[];
}

/** One file of a checkpoint: its bytes, or a function that writes it to a path. */
export type CheckpointFile = Uint8Array | ((path: string) => void);

/**
 * Writes `folder` (which must not exist) with the given files and a manifest of their digests.
 * @param beforeStep called with a short name before every file operation; tests kill the process or raise there.
 * @throws Error naming the folder when the disk is full or not writable; the unfinished folder is removed, older checkpoints stay.
 */
export function writeCheckpoint(
  folder: string,
  files: Record<string, CheckpointFile>,
  beforeStep: (step: string) => void = () => {},
): void {
  const parent = join(folder, "..");
  const temporary = join(parent, `${UNFINISHED}${basename(folder)}`);
  try {
    mkdirSync(parent, { recursive: true });
    rmSync(temporary, { recursive: true, force: true });
    beforeStep("create");
    mkdirSync(temporary);
    const manifest: Manifest = { format: 1, files: [] };
    for (const [name, content] of Object.entries(files)) {
      const path = join(temporary, name);
      beforeStep(`write ${name}`);
      if (typeof content === "function") content(path);
      else writeFileSync(path, content);
      beforeStep(`sync ${name}`);
      syncPath(path);
      const bytes = readFileSync(path);
      manifest.files.push({ name, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
    }
    beforeStep("write manifest");
    const proof = join(temporary, MANIFEST);
    writeFileSync(proof, `${JSON.stringify(manifest, null, 2)}\n`);
    syncPath(proof);
    syncPath(temporary);
    beforeStep("rename");
    renameSync(temporary, folder);
    beforeStep("sync parent");
    syncPath(parent);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === "ENOSPC" ? "the disk is full; free some space and start again with --resume" : (error as Error).message;
    throw new Error(`checkpoint ${folder} was not written: ${reason} (earlier checkpoints are untouched)`, {
      cause: error,
    });
  }
}

/** Removes unfinished folders and all but the newest `keep` checkpoints of a run. */
export function pruneCheckpoints(parent: string, keep: number): void {
  const names = readdirSync(parent);
  for (const name of names.filter((name) => name.startsWith(UNFINISHED)))
    rmSync(join(parent, name), { recursive: true, force: true });
  const finished = names.filter((name) => name.startsWith("step-")).sort();
  for (const name of finished.slice(0, Math.max(0, finished.length - keep)))
    rmSync(join(parent, name), { recursive: true, force: true });
}

function syncPath(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
