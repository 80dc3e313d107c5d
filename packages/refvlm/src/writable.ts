// Whether a file can be written, said before the work whose result it is to hold.
import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";

/** @throws Error naming the first file whose folder is not there or takes none, or that is a folder itself */
export function checkWritable(...paths: readonly (string | undefined)[]): void {
  for (const path of paths) {
    if (path === undefined) continue;
    try {
      accessSync(dirname(path), constants.W_OK);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(`cannot write "${path}" (${code}): make the folder "${dirname(path)}", or name another file`);
    }
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw new Error(`cannot write "${path}": it is a folder; name a file`);
  }
}
