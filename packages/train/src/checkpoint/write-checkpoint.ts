// Writes a checkpoint so that a crash at any moment leaves the previous one whole: temporary folder, fsync, manifest, rename.
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { MANIFEST, type Manifest } from "./manifest.js";

/** Folders with this prefix are unfinished and never read. */
export const UNFINISHED = ".unfinished-";
/** Prefix of folders that stood in a new checkpoint's place: damaged ones, which the run went on without. */
const ASIDE = "set-aside-";

/** One file of a checkpoint: its bytes, or a function that writes it to a path. */
export type CheckpointFile = Uint8Array | ((path: string) => void);

/**
 * Writes `folder` with the given files and a manifest of their digests. A folder that is there already is put aside.
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
    const manifest: Manifest = { format: 2, checkpoint: basename(folder), files: [] };
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
    beforeStep("put aside");
    putAside(folder);
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

/** Renames what stands in a checkpoint's place, so that nothing is lost and the run goes on. */
function putAside(folder: string): void {
  if (!existsSync(folder)) return;
  const asideOf = (i: number) => join(folder, "..", `${ASIDE}${basename(folder)}-${i}`);
  let i = 1;
  while (existsSync(asideOf(i))) i++;
  renameSync(folder, asideOf(i));
}

function syncPath(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
