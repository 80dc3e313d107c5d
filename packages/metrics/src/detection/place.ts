// Where a value stands in the input: reads fields of records, words what is wrong with them, notes what is only odd.
import { MetricsError } from "../evaluation.js";
import { isList, type RecordId } from "../record-id.js";

type Fields = Readonly<Record<string, unknown>>;

/** One record after another of a list in a file; `index` is moved by whoever goes through the list. */
export class Place {
  index = 0;
  readonly #remarks = new Map<string, { readonly first: string; count: number }>();

  constructor(
    /** The file, or what the list is when it comes from memory. */
    readonly source: string,
    readonly list: string,
  ) {}

  error(field: string, problem: string): MetricsError {
    return new MetricsError(`${this.source}: ${this.list}[${this.index}].${field} ${problem}`);
  }

  /** Notes a value that is odd, and how it is read all the same: told once for each `what`, with how often it comes. */
  remark(field: string, value: unknown, what: string): void {
    const before = this.#remarks.get(what);
    if (before) before.count++;
    else
      this.#remarks.set(what, {
        first: this.error(field, `is ${value === undefined ? "missing" : shown(value)}, ${what}`).message,
        count: 1,
      });
  }

  /** What was noted, a sentence each. */
  get remarks(): string[] {
    return [...this.#remarks.values()].map(({ first, count }) => (count > 1 ? `${first} (${count} like it)` : first));
  }

  /** Goes through a list of records, with `index` at each. @throws MetricsError when it is none */
  *records(list: unknown): Generator<Fields> {
    if (!isList(list)) throw new MetricsError(`${this.source}: ${this.list} is not a list of records`);
    this.index = 0;
    for (const record of list) {
      if (typeof record !== "object" || record === null || Array.isArray(record))
        throw new MetricsError(`${this.source}: ${this.list}[${this.index}] is ${shown(record)}, not a record`);
      yield record as Fields;
      this.index++;
    }
  }

  /** @throws MetricsError unless the field is a finite number */
  number(record: Fields, field: string): number {
    const value = record[field];
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw this.wrong(field, value, "a finite number");
  }

  /** @throws MetricsError unless the field is a size: a finite number from 0 on */
  size(record: Fields, field: string): number {
    const value = this.number(record, field);
    if (value >= 0) return value;
    throw this.wrong(field, value, "a number from 0 on");
  }

  /** @throws MetricsError unless the field is a number (0: no), a truth value, null or absent */
  flag(record: Fields, field: string): boolean {
    const value = record[field] ?? false;
    if (typeof value === "boolean" || Number.isFinite(value)) return Boolean(value);
    throw this.wrong(field, value, "0 or 1");
  }

  /** @throws MetricsError unless the field is a finite number or a text */
  id(record: Fields, field: string): RecordId {
    const value = record[field];
    if (typeof value === "string" || typeof value === "bigint" || Number.isFinite(value)) return value as RecordId;
    throw this.wrong(field, value, "an integer");
  }

  /** @throws MetricsError unless the field is a text */
  text(record: Fields, field: string): string {
    const value = record[field];
    if (typeof value === "string") return value;
    throw this.wrong(field, value, "a text");
  }

  /** @throws MetricsError unless the field is a list of `length` finite numbers (of any length without it) */
  numbers(record: Fields, field: string, length?: number): readonly number[] {
    const value = record[field];
    if (value === undefined) throw this.error(field, "is missing");
    if (!Array.isArray(value) || (length !== undefined && value.length !== length))
      throw this.error(field, `is not a list of ${length ?? "finite"} numbers`);
    for (let i = 0; i < value.length; i++)
      if (!Number.isFinite(value[i])) throw this.wrong(`${field}[${i}]`, value[i], "a finite number");
    return value;
  }

  /** The error of a field that holds something else than it should. */
  wrong(field: string, value: unknown, wanted: string): MetricsError {
    return this.error(field, value === undefined ? "is missing" : `is ${shown(value)}, not ${wanted}`);
  }
}

/** A value as JSON has it, so that "1" is not taken for 1; the beginning of a long one. */
export function shown(value: unknown): string {
  const text = typeof value === "string" || typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
