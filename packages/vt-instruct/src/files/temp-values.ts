// Values that were dear to read, kept as JSON in a nameless file outside the memory, to be read again in any order.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A list of JSON values on the disk; big integers become text. The file has no name: the system takes it away, come what may. */
export class SpilledLines {
  private constructor(
    private readonly file: number,
    /** Where each value ends, in bytes. */
    private readonly ends: Float64Array,
  ) {}

  static of(values: readonly unknown[]): SpilledLines {
    const folder = mkdtempSync(join(tmpdir(), "refvlm-"));
    const file = openSync(join(folder, "lines"), "w+");
    rmSync(folder, { recursive: true });
    const ends = new Float64Array(values.length);
    let [at, parts, length]: [number, Buffer[], number] = [0, [], 0];
    const flush = () => {
      writeFileSync(file, Buffer.concat(parts));
      [at, parts, length] = [at + length, [], 0];
    };
    for (const [i, value] of values.entries()) {
      parts.push(Buffer.from(JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}` : inner))));
      length += parts.at(-1)!.length;
      ends[i] = at + length;
      if (length > 1 << 20) flush();
    }
    flush();
    return new SpilledLines(file, ends);
  }

  read(index: number): unknown {
    const start = index === 0 ? 0 : this.ends[index - 1]!;
    const bytes = Buffer.alloc(this.ends[index]! - start);
    readSync(this.file, bytes, 0, bytes.length, start);
    return JSON.parse(bytes.toString("utf8"));
  }

  close(): void {
    closeSync(this.file);
  }
}
