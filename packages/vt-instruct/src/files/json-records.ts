// A JSON file of any size as lists of records that are read one by one: one pass notes where each begins.
import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { explainJsonError } from "@refvlm/config";
import { DatasetError, RecordError } from "./errors.js";
import { LONGEST_RECORD, parsedJson, reasonOf } from "./source-file.js";
import { textPieces } from "./text-pieces.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
/** Bytes of the largest file that is read whole to say what is wrong with it. */
const MOST_EXPLAINED = 1 << 28;
/** Bytes that are read at a time. */
const WINDOW = 1 << 13;

/** Where the records of one list begin and end, in bytes. */
interface Spans {
  readonly starts: number[];
  readonly ends: number[];
}

/**
 * The lists of a JSON file: those behind the keys of its object, or the file itself where it is a list (key `""`).
 * Published annotations outgrow both the longest string and the memory that one worker should take.
 */
export class JsonRecords {
  /** Part of the file: records of one picture often lie side by side. */
  #window = Buffer.alloc(WINDOW);
  #windowStart = 0;
  #windowEnd = 0;

  private constructor(
    readonly path: string,
    private readonly file: number,
    private readonly lists: ReadonlyMap<string, Spans>,
  ) {}

  /** @throws DatasetError for a file that cannot be read, is no JSON object or list, or ends too early */
  static open(path: string): JsonRecords {
    const file = openFile(path);
    try {
      return new JsonRecords(path, file, listsOf(path, file));
    } catch (error) {
      closeSync(file);
      if (error instanceof DatasetError) throw error;
      throw new DatasetError(
        `${path}: ${reasonOf(error as NodeJS.ErrnoException)}. Check the path in the build config.`,
      );
    }
  }

  /** @throws DatasetError where the file has no such list */
  count(key: string): number {
    return this.need(key).starts.length;
  }

  has(key: string): boolean {
    return this.lists.has(key);
  }

  /** @throws RecordError "wrong-json", "too-long" */
  read(key: string, index: number): unknown {
    const { starts, ends } = this.need(key);
    const [start, end] = [starts[index]!, ends[index]!];
    const place = { file: this.path, record: key ? `${key}.${index}` : `record ${index}` };
    if (end - start > LONGEST_RECORD)
      throw new RecordError(
        place.file,
        place.record,
        "too-long",
        `${end - start} bytes; at most ${LONGEST_RECORD} are read`,
      );
    if (start < this.#windowStart || end > this.#windowEnd) this.moveWindow(start, end);
    const text = this.#window.toString("utf8", start - this.#windowStart, end - this.#windowStart);
    return parsedJson(text, place);
  }

  async close(): Promise<void> {
    closeSync(this.file);
  }

  private moveWindow(start: number, end: number): void {
    const length = Math.max(end - start, WINDOW);
    if (length > this.#window.length) this.#window = Buffer.alloc(length);
    this.#windowStart = start;
    this.#windowEnd = start + readSync(this.file, this.#window, 0, length, start);
  }

  private need(key: string): Spans {
    const spans = this.lists.get(key);
    if (spans) return spans;
    const wanted = key ? `a list "${key}"` : "a list";
    throw noJson(this.path, `${wanted} is expected there. Is it the file that the option asks for?`);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw new DatasetError(`${path}: ${reasonOf(error as NodeJS.ErrnoException)}. Check the path in the build config.`);
  }
}

/** What is wrong with a file as a whole; `otherwise` where it is JSON, or too large to be looked at again. */
function noJson(path: string, otherwise: string): DatasetError {
  const why = statSync(path).size <= MOST_EXPLAINED ? explainJsonError(readFileSync(path), path) : undefined;
  return new DatasetError(why === undefined ? `${path}: ${otherwise}` : `${why}.`);
}

/** One pass over the bytes: strings and brackets are followed, nothing is parsed. */
function listsOf(path: string, file: number): Map<string, Spans> {
  const lists = new Map<string, Spans>();
  let [depth, listDepth, key, start] = [0, 2, "", 0];
  let [inString, escaped, inKey, keyNext, content] = [false, false, false, false, false];
  let open: Spans | undefined;
  let ended = false;

  const endRecord = (end: number) => {
    if (content) {
      open!.starts.push(start);
      open!.ends.push(end);
    }
    [start, content] = [end + 1, false];
  };

  for (const { bytes, start: offset } of textPieces(path, file)) {
    const mark = offset === 0 && bytes.toString("hex", 0, 3) === "efbbbf" ? 3 : 0;
    for (let i = mark; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = inKey = false;
        if (inKey) key += String.fromCharCode(byte);
        continue;
      }
      if (byte <= 0x20) continue;
      if (ended) throw noJson(path, "something stands behind the end of its JSON. Download the file again.");
      switch (byte) {
        case QUOTE:
          inString = content = true;
          if (keyNext && depth === 1) [inKey, keyNext, key] = [true, false, ""];
          break;
        case 0x7b: // {
        case 0x5b: // [
          if (depth === 0) {
            listDepth = byte === 0x5b ? 1 : 2;
            keyNext = byte === 0x7b;
          }
          depth += 1;
          content = true;
          if (depth === listDepth && byte === 0x5b) {
            open = { starts: [], ends: [] };
            lists.set(key, open);
            [start, content] = [offset + i + 1, false];
          }
          break;
        case 0x7d: // }
        case 0x5d: // ]
          if (open && depth === listDepth) {
            endRecord(offset + i);
            open = undefined;
          }
          depth -= 1;
          ended = depth === 0;
          break;
        case COMMA:
          if (open && depth === listDepth) endRecord(offset + i);
          if (depth === 1) keyNext = listDepth === 2;
          break;
        default:
          if (depth === 0) throw noJson(path, "not JSON. Download the file again.");
          content = true;
      }
    }
  }
  if (depth === 0 && !ended) throw noJson(path, "the file is empty. Download it again.");
  if (!ended || inString) throw noJson(path, "the file ends in the middle. Download it again.");
  return lists;
}
