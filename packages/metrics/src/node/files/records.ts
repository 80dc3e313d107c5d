// Lists of records from files, checked one by one.
import { z } from "zod";
import { MetricsError } from "../../evaluation.js";
import { idText, isList, type RecordId } from "../../record-id.js";
import { readJsonFile, readJsonRecords } from "./json-file.js";

/** What tells a record from the others of its file. */
export const recordId: z.ZodType<RecordId> = z.union([z.string().min(1), z.number(), z.bigint()]);

/** A kind of record; `example` is shown where one is wrong. */
export interface RecordFormat<Item extends { id: RecordId }> {
  schema: z.ZodType<Item>;
  example: string;
}

/**
 * Reads a list of records from JSON or JSON lines.
 * @throws MetricsError naming file, record and field; also for an empty list and for an id that comes twice
 */
export function readRecords<Item extends { id: RecordId }>(path: string, format: RecordFormat<Item>): Item[] {
  const value = readJsonRecords(path);
  // One line of JSON lines looks like one value.
  return checkRecords(path, isList(value) ? value : [readJsonFile(path)], format);
}

/** The same from a value; `list` is what messages call it. */
export function checkRecords<Item extends { id: RecordId }>(
  list: string,
  value: unknown,
  { schema, example }: RecordFormat<Item>,
): Item[] {
  if (!isList(value)) throw new MetricsError(`${list}: expected a list of records like ${example}`);
  const places = new Map<RecordId, number>();
  return Array.from(value, (each, i) => {
    const checked = schema.safeParse(each);
    if (!checked.success)
      throw new MetricsError(`${list}: record ${i + 1}${problem(checked.error, each)}; a record is like ${example}`);
    const { id } = checked.data;
    const before = places.get(id);
    if (before !== undefined)
      throw new MetricsError(
        `${list}: record ${i + 1} has the id ${idText(id)} of record ${before}; give each id once`,
      );
    places.set(id, i + 1);
    return checked.data;
  });
}

function problem({ issues }: z.ZodError, record: unknown): string {
  const { path, message } = issues[0]!;
  const id = (record as { id?: unknown } | null)?.id;
  const field = path.length > 0 ? `, field ${path.join(".")}` : "";
  return `${id === undefined ? "" : ` (id ${idText(id as RecordId)})`}${field}: ${message}`;
}
