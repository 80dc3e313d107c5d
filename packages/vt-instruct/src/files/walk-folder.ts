// Data sets that are folders of files: what lies in them, in the same order on every machine.
import { readdir, readFile } from "node:fs/promises";
import { sep } from "node:path";
import { DatasetError } from "./errors.js";
import { reasonOf, textOf } from "./source-file.js";

/**
 * Files at any depth under `folder` whose names end with `suffix`, as paths relative to it with "/", without the suffix.
 * @throws DatasetError for a missing folder and where nothing is found
 */
export async function stemsUnder(folder: string, suffix: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new DatasetError(`${folder}: ${reasonOf(error)}. Check the path in the build config.`);
  });
  const stems = names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length));
  if (stems.length === 0) throw new DatasetError(`${folder}: no file "*${suffix}" lies there or in its folders.`);
  return stems.map((stem) => stem.split(sep).join("/")).sort();
}

/**
 * The lines of a list file, without empty ones.
 * @throws DatasetError
 */
export async function listLines(path: string): Promise<string[]> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new DatasetError(`${path}: ${reasonOf(error)}. Check the path in the build config.`);
  });
  const text = textOf(bytes, path);
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "");
}
