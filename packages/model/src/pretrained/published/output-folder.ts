// Whether a folder can take a model: said before the work.
import { existsSync, readdirSync, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
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
  let parent = dirname(target);
  while (!existsSync(parent)) parent = dirname(parent);
  const { bavail, bsize } = statfsSync(parent);
  const gigabytes = (count: number) => `${(count / 1e9).toFixed(2)} GB`;
  if (bavail * bsize < bytes)
    throw new ConversionError(`${target} needs ${gigabytes(bytes)}; the disk has ${gigabytes(bavail * bsize)} left`);
}
