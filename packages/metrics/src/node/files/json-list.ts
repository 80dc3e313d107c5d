// JSON lists read record by record: result files are often larger than memory should hold, or than a text may be.
import { closeSync, openSync, readSync } from "node:fs";
import { MetricsError } from "../../evaluation.js";
import { noJson, readJsonFile, unreadable } from "./json-file.js";

/** Bytes that are read at a time. */
const pieceSize = 2 ** 18;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * The content of a file as {@link readJsonFile} gives it, but a list as its records one after another, each read when it
 * is asked for.
 * @throws MetricsError as {@link readJsonFile}; while records are read, one that says which is no JSON
 */
export function readJsonLazily(path: string): unknown {
  return beginsList(path) ? listRecords(path) : readJsonFile(path);
}

function beginsList(path: string): boolean {
  return withFile(path, (file) => {
    const start = Buffer.alloc(64);
    const text = start.toString("utf8", 0, readSync(file, start)).replace(/^\uFEFF/, "");
    return text.trimStart().startsWith("[");
  });
}

function withFile<T>(path: string, use: (file: number) => T): T {
  try {
    const file = openSync(path, "r");
    try {
      return use(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

function* listRecords(path: string): Generator<unknown> {
  const file = openSync(path, "r");
  try {
    yield* new ListReader(path, file).records();
  } finally {
    closeSync(file);
  }
}

/** Cuts a list into its records byte by byte: no byte that is looked for is ever a part of another character. */
class ListReader {
  #bytes = Buffer.allocUnsafe(2 * pieceSize);
  #filled = 0;
  /** First byte of the record that is read, and the first that has not been looked at. */
  #start = 0;
  #at = 0;
  /** Lists and objects that are open; none after the list's end. */
  #depth = 1;
  #inString = false;

  constructor(
    readonly path: string,
    readonly file: number,
  ) {}

  *records(): Generator<unknown> {
    this.#readOn();
    this.#start = this.#at = this.#bytes.indexOf(OPEN_BRACKET) + 1;
    for (let count = 1; this.#depth > 0; count++) {
      while (!this.#findEnd()) if (!this.#readOn()) throw this.#broken(`ends in record ${count}; is the file whole?`);
      if (this.#depth === 0 && this.#bytes[this.#at] !== CLOSE_BRACKET)
        throw this.#broken(`ends record ${count} with } where there should be ]`);
      const text = this.#bytes.toString("utf8", this.#start, this.#at);
      this.#start = ++this.#at;
      if (this.#depth === 0) {
        this.#expectNothing();
        if (count === 1 && text.trim() === "") return;
      }
      yield this.#parsed(text, count);
    }
  }

  /** Looks for the comma or bracket after the record in what has been read. */
  #findEnd(): boolean {
    const [bytes, filled] = [this.#bytes, this.#filled];
    let [at, depth, inString] = [this.#at, this.#depth, this.#inString];
    let found = false;
    for (; at < filled && !found; at++) {
      const byte = bytes[at];
      if (inString) {
        if (byte === QUOTE) inString = false;
        else if (byte === BACKSLASH) at++;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) found = --depth === 0;
      else found = byte === COMMA && depth === 1;
    }
    this.#at = found ? at - 1 : at;
    this.#depth = depth;
    this.#inString = inString;
    return found;
  }

  /** Reads the next piece and forgets what stands before the record. @returns false at the file's end */
  #readOn(): boolean {
    this.#bytes.copyWithin(0, this.#start, this.#filled);
    this.#filled -= this.#start;
    this.#at -= this.#start;
    this.#start = 0;
    if (this.#bytes.length < this.#filled + pieceSize)
      this.#bytes = Buffer.concat([this.#bytes], 2 * this.#bytes.length);
    const read = readSync(this.file, this.#bytes, this.#filled, pieceSize, null);
    this.#filled += read;
    return read > 0;
  }

  #expectNothing(): void {
    do {
      if (this.#bytes.toString("utf8", this.#start, this.#filled).trim() !== "")
        throw this.#broken("goes on after the list's end; give one list");
      this.#start = this.#at = this.#filled;
    } while (this.#readOn());
  }

  #parsed(text: string, count: number): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw noJson(`${this.path}: record ${count}`, error);
    }
  }

  #broken(problem: string): MetricsError {
    return new MetricsError(`${this.path}: no JSON: it ${problem}`);
  }
}
