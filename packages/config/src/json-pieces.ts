// A file's bytes piece by piece, cut into JSON values: no byte that is looked for is ever a part of another character.
import { closeSync, openSync, readSync } from "node:fs";
import { decodeUtf8 } from "./text-bytes.js";

/** Bytes that are read at a time. */
const pieceSize = 2 ** 18;

const LINE_BREAK = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** A place in a file, from which values are cut off one after another. */
export class JsonPieces {
  readonly #file: number;
  #bytes = Buffer.allocUnsafe(2 * pieceSize);
  #filled = 0;
  /** Where in the file the first of `#bytes` stands. */
  #base: number;
  /** First byte that is kept, and the first that has not been looked at. */
  #start = 0;
  #at = 0;

  /** @throws the system's error where the file cannot be opened */
  constructor(path: string, from = 0) {
    this.#file = openSync(path, "r");
    this.#base = from;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Where in the file the next value begins. */
  get place(): number {
    return this.#base + this.#at;
  }

  /** Bytes from here on, as many as there are up to `count`. */
  peek(count: number): Buffer {
    this.#start = this.#at;
    while (this.#filled - this.#at < count && this.#readOn());
    return this.#bytes.subarray(this.#at, Math.min(this.#filled, this.#at + count));
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** Goes on to the next byte that is no blank and gives it, undefined at the file's end. */
  nextByte(): number | undefined {
    for (;;) {
      this.#start = this.#at;
      for (; this.#at < this.#filled; this.#at++) {
        const byte = this.#bytes[this.#at]!;
        if (byte !== 0x20 && byte !== LINE_BREAK && byte !== 0x0d && byte !== 0x09) return byte;
      }
      if (!this.#readOn()) return undefined;
    }
  }

  /**
   * The text up to the comma, colon or closing bracket that ends it here, which is passed over and given as `end`.
   * Undefined where the file ends before.
   * @param keep false for a value that is only passed over; its text is empty
   * @throws TextError for bytes that are no UTF-8
   */
  value(keep = true): { text: string; end: "," | ":" | "]" | "}" } | undefined {
    this.#start = this.#at;
    let [depth, inString] = [0, false];
    for (;;) {
      const [bytes, filled] = [this.#bytes, this.#filled];
      let at = this.#at;
      for (; at < filled; at++) {
        const byte = bytes[at];
        if (inString) {
          if (byte === QUOTE) inString = false;
          else if (byte === BACKSLASH) at++;
        } else if (byte === QUOTE) inString = true;
        else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
        else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
          if (depth-- === 0) return this.#cut(at, byte === CLOSE_BRACE ? "}" : "]", keep);
        } else if (depth === 0 && (byte === COMMA || byte === COLON))
          return this.#cut(at, byte === COMMA ? "," : ":", keep);
      }
      this.#at = at;
      if (!keep) this.#start = Math.min(at, filled);
      if (!this.#readOn()) return undefined;
    }
  }

  /** The next line without its break; undefined after the last. @throws TextError for bytes that are no UTF-8 */
  line(): string | undefined {
    this.#start = this.#at;
    for (;;) {
      const end = this.#bytes.subarray(0, this.#filled).indexOf(LINE_BREAK, this.#at);
      if (end >= 0) {
        const text = this.#text(end);
        this.#at = end + 1;
        return text;
      }
      this.#at = this.#filled;
      if (this.#readOn()) continue;
      return this.#start === this.#filled ? undefined : this.#text(this.#filled);
    }
  }

  #cut<End>(at: number, end: End, keep: boolean): { text: string; end: End } {
    const text = keep ? this.#text(at) : "";
    this.#at = at + 1;
    return { text, end };
  }

  #text(end: number): string {
    const text = this.#bytes.toString("utf8", this.#start, end);
    // The sign for broken bytes may also stand in the file itself.
    if (text.includes("\uFFFD")) decodeUtf8(this.#bytes.subarray(this.#start, end), this.#base + this.#start);
    return text;
  }

  /** Reads the next piece and forgets what is not kept. @returns false at the file's end */
  #readOn(): boolean {
    this.#bytes.copyWithin(0, this.#start, this.#filled);
    this.#filled -= this.#start;
    this.#at -= this.#start;
    this.#base += this.#start;
    this.#start = 0;
    if (this.#bytes.length < this.#filled + pieceSize)
      this.#bytes = Buffer.concat([this.#bytes], 2 * this.#bytes.length);
    const read = readSync(this.#file, this.#bytes, this.#filled, pieceSize, this.#base + this.#filled);
    this.#filled += read;
    return read > 0;
  }
}
