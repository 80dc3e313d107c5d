// A file that appears under its name when it is whole, or not at all.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export interface WholeFileOptions {
  /** What the file is called until it is whole, in the same folder. */
  partial?: string;
  /** Whether file and name are on the disk when this returns, so that a power cut takes neither. Default false. */
  durable?: boolean;
}

/**
 * Writes a file, or its parts one after another. A file of that name stays as it is until then.
 * @throws the system's error, and leaves nothing behind
 */
export function writeWhole(
  path: string,
  content: string | Uint8Array | Iterable<string>,
  { partial = `${path}.${process.pid}.partial`, durable = false }: WholeFileOptions = {},
): void {
  const parts = typeof content === "string" || content instanceof Uint8Array ? [content] : content;
  try {
    const file = openSync(partial, "w");
    try {
      for (const part of parts) writeFileSync(file, part);
    } finally {
      closeSync(file);
    }
    publish(partial, path, { durable });
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** Gives a file that was written under another name in the same folder its own. */
export function publish(
  partial: string,
  path: string,
  { durable = false }: Pick<WholeFileOptions, "durable"> = {},
): void {
  if (durable) sync(partial, "r+");
  renameSync(partial, path);
  if (durable) syncFolder(dirname(path));
}

/** Waits until the names in a folder are on the disk. */
export function syncFolder(path: string): void {
  sync(path, "r");
}

function sync(path: string, flags: string): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
