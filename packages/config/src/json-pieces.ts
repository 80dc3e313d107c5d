// A file's bytes piece by piece, cut into JSON values: no byte that is looked for is ever a part of another character.
import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";
import { characterStart, decodeUtf8, foreignKind, TextError } from "./text-bytes.js";

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

/** A place in a file, from which values are cut off one after another. What is no UTF-8 throws TextError when it is reached. */
export class JsonPieces {
  readonly #file: number;
  #bytes = Buffer.allocUnsafe(2 * pieceSize);
  #filled = 0;
  /** Where in the file the first of `#bytes` stands. */
  #base: number;
  /** First byte that is kept, and the first that has not been looked at. */
  #start = 0;
  #at = 0;
  /** Bytes before are whole characters. */
  #sound = 0;

  /** @throws the system's error where the file cannot be opened */
  constructor(path: string, from = 0) {
    this.#file = openSync(path, "r");
    this.#base = from;
  }

  /**
   * The beginning of a text file, behind its byte order mark.
   * @throws TextError for a file of another kind; the system's error where it cannot be read
   */
  static beginning(path: string): JsonPieces {
    const pieces = new JsonPieces(path);
    try {
      const known = foreignKind(pieces.#peek(8));
      if (known) throw new TextError(known);
      if (pieces.#peek(3).toString("hex") === "efbbbf") pieces.skip(3);
      return pieces;
    } catch (error) {
      pieces.close();
      throw error;
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Where in the file the next value begins. */
  get place(): number {
    return this.#base + this.#at;
  }

  /** Bytes from here on, as many as there are up to `count`. */
  #peek(count: number): Buffer {
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

  /** The next line without its break; undefined after the last. */
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
    return this.#bytes.toString("utf8", this.#start, end);
  }

  /**
   * Reads the next piece and forgets what is not kept.
   * @returns false at the file's end
   * @throws TextError for bytes that are no UTF-8
   */
  #readOn(): boolean {
    const from = Math.min(this.#start, this.#sound);
    this.#bytes.copyWithin(0, from, this.#filled);
    this.#filled -= from;
    this.#at -= from;
    this.#start -= from;
    this.#sound -= from;
    this.#base += from;
    if (this.#bytes.length < this.#filled + pieceSize)
      this.#bytes = Buffer.concat([this.#bytes], 2 * this.#bytes.length);
    const read = readSync(this.#file, this.#bytes, this.#filled, pieceSize, this.#base + this.#filled);
    this.#filled += read;
    const end = read > 0 ? characterStart(this.#bytes, this.#filled) : this.#filled;
    const added = this.#bytes.subarray(this.#sound, end);
    if (!isUtf8(added)) decodeUtf8(added, this.#base + this.#sound);
    this.#sound = end;
    return read > 0;
  }
}
