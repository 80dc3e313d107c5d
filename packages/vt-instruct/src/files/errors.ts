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
    /** The list that it stands in and how long that is, where the list was gone through as a whole. */
    readonly list?: { readonly name: string; readonly records: number },
  ) {
    super(`${file}: ${record}: ${detail}`);
  }
}

/** The same fault, as one of a list. @param name the list's; "" where the file is the list */
export function inList({ file, record, reason, detail }: RecordError, name: string, records: number): RecordError {
  return new RecordError(file, record, reason, detail, { name, records });
}

/** Uses the records 0 to `count` - 1 of a list one by one; what cannot be used becomes a fault. */
export function eachRecord(list: string, count: number, faults: RecordError[], use: (index: number) => void): void {
  for (let index = 0; index < count; index++)
    try {
      use(index);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      faults.push(inList(error, list, count));
    }
}

/** A data set that cannot be opened at all: a missing folder, a file of another kind. */
export class DatasetError extends Error {
  override name = "DatasetError";
}
