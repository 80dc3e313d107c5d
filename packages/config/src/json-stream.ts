// JSON files read record by record: data files are often larger than memory should hold, or than a text may be.
import { readFileSync, statSync } from "node:fs";
import { exactly } from "./exact-integers.js";
import { explainJsonError } from "./json-fault.js";
import { JsonPieces } from "./json-pieces.js";
import { foreignKind, TextError } from "./text-bytes.js";

/** Makes the error of a message. */
export type Fail = (message: string) => Error;

/** The largest file that is read as one text to say what is wrong with it. */
const explainable = 2 ** 28;

/** Records of a list or of lines; each is read when it is asked for, and all are read again each time. */
class JsonRecords implements Iterable<unknown> {
  constructor(readonly records: () => Generator<unknown>) {}

  [Symbol.iterator](): Generator<unknown> {
    return this.records();
  }
}

/**
 * The content of a file of JSON, or of one value a line. A list, and the lines, are given as an iterable of their
 * records; an object as its fields, where a list is such an iterable, too. Integers beyond 2^53 in a record's fields
 * named `id` or `..._id` are bigints.
 * @param fail makes the errors that are thrown, here and while records are read: unreadable files, and what is no JSON
 */
export function readJsonLazily(path: string, fail: Fail): Iterable<unknown> | Record<string, unknown> {
  return withPieces(path, fail, (pieces) => {
    const known = foreignKind(pieces.peek(8));
    if (known) throw fail(`${path}: ${known}`);
    const start = bomLength(pieces.peek(3));
    pieces.skip(start);
    const first = pieces.nextByte();
    if (first === undefined) throw fail(`${path}: the file is empty; give a JSON file`);
    if (first === "[".charCodeAt(0)) return listAt(path, path, pieces.place, fail, true);
    if (first !== "{".charCodeAt(0)) throw notJson(path, fail, "it begins with no list and no object");
    const fields = fieldsOf(path, pieces, fail);
    if (pieces.nextByte() === undefined) return fields;
    return new JsonRecords(() => linesFrom(path, start, fail));
  });
}

/** What to say where the system does not give a file's content. */
export function unreadable(path: string, error: unknown, fail: Fail): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return fail(`${path}: there is no such file; check the path`);
  if (code === "EISDIR") return fail(`${path}: this is a folder; name a JSON file`);
  return fail(`${path}: cannot be read (${code ?? message})`);
}

/** The fields of the object that begins here. Stops behind it; where lines of JSON follow they may be nothing yet. */
function fieldsOf(path: string, pieces: JsonPieces, fail: Fail): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  pieces.skip(1);
  for (let end: string = ","; end !== "}"; ) {
    if (end !== ",") throw notJson(path, fail, "a list and an object close each other");
    const key = pieces.value();
    if (key?.end === "}" && key.text.trim() === "" && Object.keys(fields).length === 0) return fields;
    if (key?.end !== ":") throw notJson(path, fail, "it ends in a key");
    const name = parsed(key.text, () => path, fail) as string;
    const isList = pieces.nextByte() === "[".charCodeAt(0);
    const place = pieces.place;
    const value = pieces.value(!isList);
    if (!value) throw notJson(path, fail, `it ends in ${JSON.stringify(name)}; is the file whole?`);
    const field = isList
      ? listAt(path, `${path}: ${name}`, place, fail, false)
      : parsed(value.text, () => `${path}: ${name}`, fail);
    Object.defineProperty(fields, name, { value: field, enumerable: true, configurable: true });
    end = value.end;
  }
  return fields;
}

function listAt(path: string, name: string, place: number, fail: Fail, whole: boolean): JsonRecords {
  return new JsonRecords(function* () {
    const pieces = opened(path, fail, place + 1);
    try {
      yield* recordsOf(path, name, pieces, fail);
      if (whole && pieces.nextByte() !== undefined)
        throw fail(`${path}: not JSON: it goes on after the list's end; give one list`);
    } catch (error) {
      throw error instanceof TextError ? fail(`${path}: ${error.message}`) : error;
    } finally {
      pieces.close();
    }
  });
}

function* recordsOf(path: string, name: string, pieces: JsonPieces, fail: Fail): Generator<unknown> {
  for (let count = 1; ; count++) {
    const value = pieces.value();
    if (!value) throw fail(`${path}: not JSON: it ends in record ${count}; is the file whole?`);
    const { text, end } = value;
    const record = () => `${name}: record ${count}`;
    if (end === "}") throw fail(`${path}: not JSON: it ends record ${count} with } where there should be ]`);
    if (end === ":") throw fail(`${record()}: not JSON: a colon stands outside of { }`);
    if (blank(text)) {
      if (end === "]" && count === 1) return;
      if (end === "]") throw fail(`${record()}: not JSON: a comma stands before ]; take it out`);
      throw fail(`${record()}: not JSON: nothing stands between two commas; take one out`);
    }
    yield exactly(parsed(text, record, fail), text);
    if (end === "]") return;
  }
}

function* linesFrom(path: string, place: number, fail: Fail): Generator<unknown> {
  const pieces = opened(path, fail, place);
  try {
    for (let count = 1; ; count++) {
      const line = pieces.line();
      if (line === undefined) return;
      if (!blank(line))
        yield exactly(
          parsed(line, () => `${path}: line ${count}`, fail),
          line,
        );
    }
  } catch (error) {
    throw error instanceof TextError ? fail(`${path}: ${error.message}`) : error;
  } finally {
    pieces.close();
  }
}

const blank = (text: string) => !/\S/.test(text);

/** @param name what messages begin with */
function parsed(text: string, name: () => string, fail: Fail): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fail(explainJsonError(text, name()) ?? `${name()}: not JSON (${(error as Error).message})`);
  }
}

/** What is wrong with a whole file: its first fault, else what was noticed. */
function notJson(path: string, fail: Fail, noticed: string): Error {
  const explained = statSync(path).size <= explainable ? explainJsonError(readFileSync(path), path) : undefined;
  return fail(explained ?? `${path}: not JSON: ${noticed}`);
}

function opened(path: string, fail: Fail, from = 0): JsonPieces {
  try {
    return new JsonPieces(path, from);
  } catch (error) {
    throw unreadable(path, error, fail);
  }
}

function withPieces<T>(path: string, fail: Fail, use: (pieces: JsonPieces) => T): T {
  const pieces = opened(path, fail);
  try {
    return use(pieces);
  } catch (error) {
    if (error instanceof TextError) throw fail(`${path}: ${error.message}`);
    if ((error as NodeJS.ErrnoException).syscall === "read") throw unreadable(path, error, fail);
    throw error;
  } finally {
    pieces.close();
  }
}

/** Bytes of a byte order mark. */
function bomLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}
