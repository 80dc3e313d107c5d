// JSON lines: a record in each line, read by number without holding the file.
import { readSync } from "node:fs";
import { open } from "node:fs/promises";
import { type LinePlaces, placesOfLines } from "@refvlm/config";
import type { z } from "zod";
import { DatasetError, RecordError } from "./errors.js";
import { firstIssue, LONGEST_RECORD, parsedJson, reasonOf } from "./source-file.js";

/**
 * The lines of a JSON-lines file by number, without holding them: one pass notes where each begins.
 * Empty lines are left out.
 */
export class JsonLines {
  private constructor(
    readonly path: string,
    private readonly handle: Awaited<ReturnType<typeof open>>,
    private readonly lines: LinePlaces,
  ) {}

  /** @throws DatasetError for a file that cannot be read */
  static async open(path: string): Promise<JsonLines> {
    const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
      throw new DatasetError(`${path}: ${reasonOf(error)}. Check the path in the build config.`);
    });
    try {
      return new JsonLines(
        path,
        handle,
        placesOfLines(path, (message) => new DatasetError(`${message}.`)),
      );
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get size(): number {
    return this.lines.numbers.length;
  }

  /** @throws RecordError naming the line */
  async read<T>(index: number, schema: z.ZodType<T>): Promise<T> {
    const [start, end] = [this.lines.starts[index]!, this.lines.ends[index]!];
    if (end - start > LONGEST_RECORD)
      throw this.fault(index, "too-long", `${end - start} bytes; at most ${LONGEST_RECORD} are read`);
    const bytes = Buffer.alloc(end - start);
    readSync(this.handle.fd, bytes, 0, bytes.length, start); // ten times as fast as by promise
    const place = { file: this.path, record: this.record(index) };
    const value = parsedJson(bytes.toString("utf8"), place);
    const result = schema.safeParse(value);
    if (!result.success) throw this.fault(index, "wrong-field", firstIssue(result.error));
    return result.data;
  }

  /** What messages call one line: `line 3`, counted from 1. */
  record(index: number): string {
    return `line ${this.lines.numbers[index]}`;
  }

  /** A fault of one line. */
  fault(index: number, reason: string, detail: string): RecordError {
    return new RecordError(this.path, this.record(index), reason, detail);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
