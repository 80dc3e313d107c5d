// Files that are whole or not there: written under a partial name beside their place, moved to it once they are on the disk.
import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

const thread = randomUUID();

/** What a file is called while this thread writes it, in the same folder: whose it is can be told from the name. */
export function partialPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${thread}.${process.pid}@${hostname()}.partial`);
}

/** Writes a text, or its parts one after another. */
export function writeWhole(path: string, text: string | Iterable<string>): void {
  writePartial(path, text);
  publish(path);
}

/** The same for a file that several processes begin at once: the first one's stays, and nobody finds half of it. */
export function writeFirst(path: string, text: string): void {
  writePartial(path, text);
  const partial = partialPath(path);
  sync(partial, "r+");
  try {
    linkSync(partial, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Disks without links: the last one's stays, which the reader of the file sees.
    if (code !== "EEXIST") renameSync(partial, path);
  }
  rmSync(partial, { force: true });
  sync(dirname(path), "r");
}

/** Gives a file that is written under its partial name its own, once its bytes are on the disk. */
export function publish(path: string): void {
  const partial = partialPath(path);
  sync(partial, "r+");
  renameSync(partial, path);
  sync(dirname(path), "r");
}

/** Removes what crashes have left in a folder, where there is one; files that a process still writes stay. */
export function sweepFolder(folder: string): void {
  const isFolder = existsSync(folder) && statSync(folder).isDirectory();
  for (const name of isFolder ? readdirSync(folder) : [])
    if (isAbandoned(name)) rmSync(join(folder, name), { force: true });
}

/**
 * Whether nobody writes a file any more: its process was on this machine and has ended. Processes elsewhere cannot be
 * looked for, so theirs stay; this process asks when its own threads are done.
 */
function isAbandoned(name: string): boolean {
  const [, pid, host] = /^\..+\.(\d+)@(.+)\.partial$/.exec(name) ?? [];
  return host === hostname() && (Number(pid) === process.pid || !isAlive(Number(pid)));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function writePartial(path: string, text: string | Iterable<string>): void {
  const handle = openSync(partialPath(path), "w");
  try {
    for (const part of typeof text === "string" ? [text] : text) writeFileSync(handle, part);
  } finally {
    closeSync(handle);
  }
}

function sync(path: string, flags: string): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
