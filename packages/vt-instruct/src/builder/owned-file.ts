// A build's files: written under names that say whose they are, so that what a crash leaves can be told from what is under way.
import { randomUUID } from "node:crypto";
import { existsSync, linkSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { publish, syncFolder, writeWhole } from "@refvlm/config";

const thread = randomUUID();

/** What a file is called while this thread writes it, in the same folder: whose it is can be told from the name. */
export function partialPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${thread}.${process.pid}@${hostname()}.partial`);
}

/** Writes a text, or its parts one after another. */
export function writeOwned(path: string, text: string | Iterable<string>): void {
  writeWhole(path, text, { partial: partialPath(path), durable: true });
}

/** The same for a file that several processes begin at once: the first one's stays, and nobody finds half of it. */
export function writeFirst(path: string, text: string): void {
  const own = partialPath(path);
  writeOwned(own, text);
  try {
    linkSync(own, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Disks without links: the last one's stays, which the reader of the file sees.
    if (code !== "EEXIST") renameSync(own, path);
  }
  rmSync(own, { force: true });
  syncFolder(dirname(path));
}

/** Gives a file that is written under its partial name its own, once its bytes are on the disk. */
export function publishOwned(path: string): void {
  publish(partialPath(path), path, { durable: true });
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
