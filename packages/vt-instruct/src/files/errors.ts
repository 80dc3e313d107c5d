// What is wrong with published files: one record that cannot be used, or a data set that cannot be opened.

/** One record that cannot be used. The build goes on without it. */
export class RecordError extends Error {
  override name = "RecordError";
  constructor(
    /** The file that holds it. */
    readonly file: string,
    /** Which record: an id, a line, a key. */
    readonly record: string,
    /** What rejects are counted by: a few words joined by "-", e.g. "box-outside". */
    readonly reason: string,
    /** What is wrong, in words. */
    readonly detail: string,
  ) {
    super(`${file}: ${record}: ${detail}`);
  }
}

/** Uses the records 0 to `count` - 1 one by one; what cannot be used becomes a fault. */
export function eachRecord(count: number, faults: RecordError[], use: (index: number) => void): void {
  for (let index = 0; index < count; index++)
    try {
      use(index);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      faults.push(error);
    }
}

/** A data set that cannot be opened at all: a missing folder, a file of another kind. */
export class DatasetError extends Error {
  override name = "DatasetError";
}
