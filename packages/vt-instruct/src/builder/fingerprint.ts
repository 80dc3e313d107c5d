// The files of a source as a short text that changes with them: a build that is resumed must not go on with other labels.
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { z } from "zod";
import { mapPaths } from "./config-paths.js";

/** Bytes at either end of a file that are looked at: published files are too large to be read for this. */
const END = 1 << 16;

/**
 * A digest over each file that a reader's options name, in their order: its length and both of its ends, not its name.
 * Of folders it knows nothing.
 */
export function fingerprintOf(options: z.ZodType, files: unknown): string {
  const hash = createHash("sha256");
  mapPaths(options, files, (path) => {
    hash.update(endsOf(path));
    return path;
  });
  return hash.digest("hex");
}

/** Opening a source says what is wrong with a file that cannot be read. */
function endsOf(path: string): Buffer | string {
  let handle: number;
  try {
    handle = openSync(path, "r");
  } catch {
    return "none";
  }
  try {
    const status = fstatSync(handle);
    if (!status.isFile()) return "no file";
    const head = Buffer.alloc(Math.min(END, status.size));
    const tail = Buffer.alloc(head.length);
    readSync(handle, head, 0, head.length, 0);
    readSync(handle, tail, 0, tail.length, status.size - tail.length);
    return Buffer.concat([Buffer.from(`${status.size}:`), head, tail]);
  } finally {
    closeSync(handle);
  }
}
