// Where a value stands in the input: reads fields of records and words what is wrong with them.
import { MetricsError } from "../evaluation.js";

type Fields = Readonly<Record<string, unknown>>;

/** One record after another of a list in a file; `index` is moved by whoever goes through the list. */
export class Place {
  index = 0;

  constructor(
    /** The file, or what the list is when it comes from memory. */
    readonly source: string,
    readonly list: string,
  ) {}

  error(field: string, problem: string): MetricsError {
    return new MetricsError(`${this.source}: ${this.list}[${this.index}].${field} ${problem}`);
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

  /** @throws MetricsError unless the field is 0, 1, a truth value or absent */
  flag(record: Fields, field: string): boolean {
    const value = record[field];
    if (value === undefined || value === 0 || value === false) return false;
    if (value === 1 || value === true) return true;
    throw this.wrong(field, value, "0 or 1");
  }

  /** @throws MetricsError unless the field is an integer */
  id(record: Fields, field: string): number {
    const value = record[field];
    if (Number.isSafeInteger(value)) return value as number;
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

/** Also a list whose records are read one after another. */
export function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

/** A value as JSON has it, so that "1" is not taken for 1; the beginning of a long one. */
function shown(value: unknown): string {
  const text = typeof value === "string" || typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
