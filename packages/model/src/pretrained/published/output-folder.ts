// The folder that weights are written to: that it can be is said before the work, and it appears under its name when it is whole.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { byteSize } from "../byte-size.js";
import { ConversionError } from "./report.js";

/**
 * @param bytes that will lie there
 * @throws ConversionError for a file, a folder that has something in it, and a disk without room
 */
export function checkOutput(folder: string, bytes: number): void {
  const target = resolve(folder);
  const there = statSync(target, { throwIfNoEntry: false });
  if (there && !there.isDirectory()) throw new ConversionError(`${target} is no folder: name another one`);
  if (there && readdirSync(target).length > 0)
    throw new ConversionError(`${target} has something in it: name another folder, or remove it`);
  if (roomFor(target) < bytes)
    throw new ConversionError(`${target} ${room(target, bytes)}: make room, or name a folder on another disk`);
}

/**
 * Writes a folder.
 * @param bytes that will lie there
 * @param write fills a folder of another name beside it
 * @throws ConversionError as `checkOutput`, before anything is written, and for whatever the system refuses later. Nothing is
 *   left then
 */
export function writeWholeFolder(folder: string, bytes: number, write: (partial: string) => void): void {
  checkOutput(folder, bytes);
  const target = resolve(folder);
  const partial = `${target}.${process.pid}.partial`;
  try {
    mkdirSync(partial, { recursive: true });
    write(partial);
    rmSync(target, { recursive: true, force: true }); // empty, as checked
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (!code) throw error;
    const why = FULL.includes(code) ? `: it ${room(target, bytes)}` : "";
    throw new ConversionError(`${target} cannot be written (${code})${why}; nothing is left of it`, { cause: error });
  }
}

/** What the system says where a disk, or a user's share of it, has no room left. */
const FULL = ["ENOSPC", "EDQUOT"];

/** The folder above one that may not be there yet. */
function parentOf(target: string): string {
  const parent = dirname(target);
  return existsSync(parent) ? parent : parentOf(parent);
}

function roomFor(target: string): number {
  const { bavail, bsize } = statfsSync(parentOf(target));
  return bavail * bsize;
}

const room = (target: string, bytes: number) =>
  `needs ${byteSize(bytes)}; the disk of ${parentOf(target)} has ${byteSize(roomFor(target))} left`;
