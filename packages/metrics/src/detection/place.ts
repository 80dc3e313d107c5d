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
    if (!Array.isArray(list)) throw new MetricsError(`${this.source}: ${this.list} is not a list of records`);
    for (this.index = 0; this.index < list.length; this.index++) {
      const record: unknown = list[this.index];
      if (typeof record !== "object" || record === null)
        throw new MetricsError(`${this.source}: ${this.list}[${this.index}] is ${record}, not a record`);
      yield record as Fields;
    }
  }

  /** @throws MetricsError unless the field is a finite number */
  number(record: Fields, field: string): number {
    const value = record[field];
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw this.error(field, value === undefined ? "is missing" : `is ${String(value)}, not a finite number`);
  }

  /** @throws MetricsError unless the field is an integer */
  id(record: Fields, field: string): number {
    const value = record[field];
    if (Number.isSafeInteger(value)) return value as number;
    throw this.error(field, value === undefined ? "is missing" : `is ${String(value)}, not an integer`);
  }

  /** @throws MetricsError unless the field is a text */
  text(record: Fields, field: string): string {
    const value = record[field];
    if (typeof value === "string") return value;
    throw this.error(field, value === undefined ? "is missing" : `is ${String(value)}, not a text`);
  }

  /** @throws MetricsError unless the field is a list of `length` finite numbers (of any length without it) */
  numbers(record: Fields, field: string, length?: number): readonly number[] {
    const value = record[field];
    if (value === undefined) throw this.error(field, "is missing");
    if (!Array.isArray(value) || (length !== undefined && value.length !== length))
      throw this.error(field, `is not a list of ${length ?? "finite"} numbers`);
    for (let i = 0; i < value.length; i++)
      if (!Number.isFinite(value[i])) throw this.error(`${field}[${i}]`, `is ${String(value[i])}, not a finite number`);
    return value;
  }
}
