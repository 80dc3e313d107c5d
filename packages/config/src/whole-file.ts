// A text file that appears under its name when it is complete, or not at all.
import { renameSync, rmSync, writeFileSync } from "node:fs";

/** Writes a file. One of that name stays whole until then. @throws the system's error, and leaves nothing behind */
export function writeWhole(path: string, text: string): void {
  const partial = `${path}.${process.pid}.partial`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
