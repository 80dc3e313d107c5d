// JSON files read record by record: data files are often larger than memory should hold, or than a text may be.
import { exactly } from "./exact-integers.js";
import { JsonPieces } from "./json-pieces.js";
import {
  eachField,
  type Fail,
  notJson,
  OPEN_BRACE,
  OPEN_BRACKET,
  parsedJson,
  readingError,
  withPieces,
} from "./json-walk.js";

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
    const start = pieces.place;
    const first = pieces.nextByte();
    if (first === undefined) throw fail(`${path}: the file is empty; give a JSON file`);
    if (first === OPEN_BRACKET) return listAt(path, path, pieces.place, fail, true);
    if (first !== OPEN_BRACE) throw notJson(path, fail, "it begins with no list and no object");
    const fields = fieldsOf(path, pieces, fail);
    if (pieces.nextByte() === undefined) return fields;
    return recordsFrom(path, fail, start, (lines) => linesFrom(path, lines, fail));
  });
}

/** The fields of the object that begins here. Stops behind it; where lines of JSON follow they may be nothing yet. */
function fieldsOf(path: string, pieces: JsonPieces, fail: Fail): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  eachField(path, pieces, fail, (name, isList) => {
    const { place } = pieces;
    const value = pieces.value(!isList);
    if (!value) return undefined;
    const field = isList
      ? listAt(path, `${path}: ${name}`, place, fail, false)
      : parsedJson(value.text, () => `${path}: ${name}`, fail);
    Object.defineProperty(fields, name, { value: field, enumerable: true, configurable: true });
    return value.end;
  });
  return fields;
}

function listAt(path: string, name: string, place: number, fail: Fail, whole: boolean): JsonRecords {
  return recordsFrom(path, fail, place + 1, function* (pieces) {
    yield* recordsOf(path, name, pieces, fail);
    if (whole && pieces.nextByte() !== undefined)
      throw fail(`${path}: not JSON: it goes on after the list's end; give one list`);
  });
}

function recordsFrom(
  path: string,
  fail: Fail,
  place: number,
  records: (pieces: JsonPieces) => Generator<unknown>,
): JsonRecords {
  return new JsonRecords(function* () {
    let pieces: JsonPieces | undefined;
    try {
      pieces = new JsonPieces(path, place);
      yield* records(pieces);
    } catch (error) {
      throw readingError(path, error, fail);
    } finally {
      pieces?.close();
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
    yield exactly(parsedJson(text, record, fail), text);
    if (end === "]") return;
  }
}

function* linesFrom(path: string, pieces: JsonPieces, fail: Fail): Generator<unknown> {
  for (let count = 1; ; count++) {
    const line = pieces.line();
    if (line === undefined) return;
    if (blank(line)) continue;
    const place = () => `${path}: line ${count}`;
    yield exactly(parsedJson(line, place, fail), line);
  }
}

const blank = (text: string) => !/\S/.test(text);
