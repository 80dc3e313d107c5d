// The machine that a pickle is a program for: a cursor over its bytes, a stack, and what it asked to remember.
import { isDictionary, type PickleDictionary, PickleError, type PickleHost, type PickleValue } from "./values.js";

const MARK = Symbol("mark");

/** Stack, memo and cursor of one pickle; the opcodes work on it. */
export class Unpickler {
  readonly #view: DataView;
  readonly #text: Buffer;
  #at: number;
  readonly #stack: (PickleValue | typeof MARK)[] = [];
  readonly #memo = new Map<number, PickleValue>();

  /** @param at where the pickle begins */
  constructor(
    bytes: Uint8Array,
    at: number,
    readonly host: PickleHost | null,
  ) {
    this.#at = at;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes up to the next opcode. */
  get position(): number {
    return this.#at;
  }

  fail(message: string): never {
    throw new PickleError(`byte ${this.#at}: ${message}`);
  }

  byte(): number {
    return this.#view.getUint8(this.take(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.take(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.take(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.take(4), true);
  }

  uint64(): number {
    return Number(this.#view.getBigUint64(this.take(8), true));
  }

  float64(): number {
    return this.#view.getFloat64(this.take(8), false);
  }

  bytes(length: number): Buffer {
    const start = this.take(length);
    return this.#text.subarray(start, start + length);
  }

  string(length: number): string {
    return this.bytes(length).toString("utf8");
  }

  /** Up to the end of the line, which is left out. */
  line(): string {
    const end = this.#text.indexOf(0x0a, this.#at);
    if (end < 0) this.fail("a line does not end");
    const line = this.#text.toString("latin1", this.#at, end);
    this.#at = end + 1;
    return line;
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  mark(): void {
    this.#stack.push(MARK);
  }

  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) this.fail("a value is missing");
    return value;
  }

  top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined || value === MARK) this.fail("a value is missing");
    return value;
  }

  popToMark(): PickleValue[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) this.fail("a mark is missing");
    const values = this.#stack.splice(mark) as PickleValue[];
    return values.slice(1);
  }

  /** Takes away the last `count` values, in the order in which they were pushed. */
  popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  append(values: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) this.fail("something is appended to what is no list");
    for (const value of values) list.push(value);
  }

  setItems(pairs: readonly PickleValue[]): void {
    const dictionary = this.top();
    if (!isDictionary(dictionary)) this.fail("an item is set of what is no dictionary");
    this.fill(dictionary, pairs);
  }

  dictionary(pairs: readonly PickleValue[]): PickleValue {
    const dictionary: PickleDictionary = Object.create(null);
    this.fill(dictionary, pairs);
    return dictionary;
  }

  private fill(dictionary: PickleDictionary, pairs: readonly PickleValue[]): void {
    if (pairs.length % 2 === 1) this.fail("a key has no value");
    for (let i = 0; i < pairs.length; i += 2) {
      const key = pairs[i]!;
      if (typeof key !== "string" && typeof key !== "number") this.fail("a key is neither text nor a number");
      dictionary[key] = pairs[i + 1]!;
    }
  }

  remember(index: number): void {
    this.#memo.set(index, this.top());
  }

  memoize(): void {
    this.remember(this.#memo.size);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) this.fail(`nothing was remembered as ${index}`);
    this.push(value);
  }

  private take(length: number): number {
    const start = this.#at;
    if (start + length > this.#text.length) this.fail("the file ends in the middle");
    this.#at += length;
    return start;
  }
}
