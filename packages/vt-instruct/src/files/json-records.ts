// A JSON file of any size as lists of records that are read one by one: one pass notes where each begins.
import { closeSync, openSync, readSync } from "node:fs";
import { explainJsonFile, type Places, placesInLists } from "@refvlm/config";
import { DatasetError, RecordError } from "./errors.js";
import { LONGEST_RECORD, parsedJson, reasonOf } from "./source-file.js";

/** Bytes that are read at a time. */
const WINDOW = 1 << 13;

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
    private readonly lists: ReadonlyMap<string, Places>,
  ) {}

  /** @throws DatasetError for a file that cannot be read, is no JSON object or list, or ends too early */
  static open(path: string): JsonRecords {
    const file = openFile(path);
    try {
      return new JsonRecords(path, file, placesInLists(path, datasetError));
    } catch (error) {
      closeSync(file);
      throw error;
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

  private need(key: string): Places {
    const places = this.lists.get(key);
    if (places) return places;
    const wanted = key ? `a list "${key}"` : "a list";
    const why = explainJsonFile(this.path) ?? `${this.path}: ${wanted} is expected there`;
    throw new DatasetError(`${why}. Is it the file that the option asks for?`);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw new DatasetError(`${path}: ${reasonOf(error as NodeJS.ErrnoException)}. Check the path in the build config.`);
  }
}

const datasetError = (message: string) => new DatasetError(`${message}.`);
