// Which records of a file belong to which key (a picture, a question): one pass when the file is opened.
import type { z } from "zod";
import { eachRecord, inList, RecordError } from "./errors.js";
import type { JsonLines } from "./json-lines.js";
import type { JsonRecords } from "./json-records.js";
import { firstIssue } from "./source-file.js";

/** Records by key. Only their places stay in memory. */
export class RecordIndex<Key extends string | number> {
  readonly #places = new Map<Key, number[]>();
  readonly faults: RecordError[] = [];

  /**
   * @param list the key of the list inside the file, `""` for a file that is a list
   * @param keySchema takes the key out of a record; a record without one becomes a fault
   * @throws DatasetError where the file has no such list
   */
  constructor(
    private readonly records: JsonRecords,
    private readonly list: string,
    keySchema: z.ZodType<Key>,
  ) {
    eachRecord(list, records.count(list), this.faults, (index) => {
      const key = this.parse(index, keySchema);
      const places = this.#places.get(key);
      if (places) places.push(index);
      else this.#places.set(key, [index]);
    });
  }

  /** All keys, in the order in which the file first has them. */
  get keys(): Key[] {
    return [...this.#places.keys()];
  }

  /** The keys whose first record passes a test; a record that cannot be tested becomes a fault. */
  keysWhere<T>(schema: z.ZodType<T>, passes: (record: T) => boolean): Key[] {
    const { keys } = this;
    const chosen: Key[] = [];
    eachRecord(this.list, keys.length, this.faults, (i) => {
      if (passes(this.get(keys[i]!, schema)[0]!)) chosen.push(keys[i]!);
    });
    return chosen;
  }

  /** The records of a key, in the file's order. @throws RecordError "wrong-field" */
  get<T>(key: Key, schema: z.ZodType<T>): T[] {
    return (this.#places.get(key) ?? []).map((index) => this.parse(index, schema));
  }

  private parse<T>(index: number, schema: z.ZodType<T>): T {
    const record = this.list ? `${this.list}.${index}` : `record ${index}`;
    return checkedRecord(this.records.read(this.list, index), schema, this.records.path, record);
  }
}

/**
 * The same for a file of JSON lines: numbers of lines by key, in the order in which the file first has the keys.
 * A line without a key becomes a fault.
 */
export async function linesByKey<Key>(
  lines: JsonLines,
  keySchema: z.ZodType<Key>,
): Promise<{ groups: Map<Key, number[]>; faults: RecordError[] }> {
  const groups = new Map<Key, number[]>();
  const faults: RecordError[] = [];
  for (let index = 0; index < lines.size; index++)
    try {
      const key = await lines.read(index, keySchema);
      const group = groups.get(key);
      if (group) group.push(index);
      else groups.set(key, [index]);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      faults.push(inList(error, "", lines.size));
    }
  return { groups, faults };
}

/** A record of the shape that its format demands. @throws RecordError "wrong-field" naming the first wrong field */
export function checkedRecord<T>(value: unknown, schema: z.ZodType<T>, file: string, record: string): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new RecordError(file, record, "wrong-field", firstIssue(result.error));
  return result.data;
}
