// Reading a part of a file, whole.
import { readSync } from "node:fs";

/** Fills `bytes` from `position` on; one system call reads at most 2 GiB. @throws RangeError where the file ends before */
export function readFully(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    const count = readSync(descriptor, bytes, done, Math.min(bytes.length - done, 2 ** 30), position + done);
    if (count === 0) throw new RangeError(`the file ended at byte ${position + done}`);
    done += count;
  }
}
