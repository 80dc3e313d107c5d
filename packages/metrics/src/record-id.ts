// What tells records apart, and lists of them.

/** What tells a record from the others of its list; a bigint where a number would be rounded (beyond 2^53). */
export type RecordId = string | number | bigint;

/** An id as JSON has it, so that "1" is not taken for 1. */
export function idText(id: RecordId): string {
  return typeof id === "bigint" ? String(id) : JSON.stringify(id);
}

/** Also a list whose records are read one after another. */
export function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
