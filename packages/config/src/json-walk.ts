// What all readers of large JSON files share: the file is opened, an object's fields are gone through, faults are told.
import { readFileSync, statSync } from "node:fs";
import { explainJsonError } from "./json-fault.js";
import { JsonPieces } from "./json-pieces.js";
import { TextError } from "./text-bytes.js";

/** Makes the error of a message. */
export type Fail = (message: string) => Error;

/** What ends a value: see `JsonPieces.value`. */
type End = NonNullable<ReturnType<JsonPieces["value"]>>["end"];

export const OPEN_BRACKET = "[".charCodeAt(0);
export const OPEN_BRACE = "{".charCodeAt(0);

/** The largest file that is read as one text to say what is wrong with it. */
const explainable = 2 ** 28;

/** What to say where the system does not give a file's content. */
export function unreadable(path: string, error: unknown, fail: Fail): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return fail(`${path}: there is no such file; check the path`);
  if (code === "EISDIR") return fail(`${path}: this is a folder; name a JSON file`);
  return fail(`${path}: cannot be read (${code ?? message})`);
}

/** An error that came up while a file was read, as one of `fail` where it is about the file. */
export function readingError(path: string, error: unknown, fail: Fail): unknown {
  if (error instanceof TextError) return fail(`${path}: ${error.message}`);
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall === "open" || syscall === "read" ? unreadable(path, error, fail) : error;
}

/** What `use` makes of a text file from its beginning. */
export function withPieces<T>(path: string, fail: Fail, use: (pieces: JsonPieces) => T): T {
  let pieces: JsonPieces | undefined;
  try {
    pieces = JsonPieces.beginning(path);
    return use(pieces);
  } catch (error) {
    throw readingError(path, error, fail);
  } finally {
    pieces?.close();
  }
}

/**
 * Goes through the object that begins here and stops behind it.
 * @param take goes past a field's value and gives what ended it; undefined where the file ends before
 */
export function eachField(
  path: string,
  pieces: JsonPieces,
  fail: Fail,
  take: (name: string, isList: boolean) => End | undefined,
): void {
  pieces.skip(1);
  for (let [end, first]: [End, boolean] = [",", true]; end !== "}"; first = false) {
    if (end !== ",") throw notJson(path, fail, "a list and an object close each other");
    const key = pieces.value();
    if (first && key?.end === "}" && key.text.trim() === "") return;
    if (key?.end !== ":") throw notJson(path, fail, "it ends in a key");
    const name = parsedJson(key.text, () => path, fail) as string;
    const ended = take(name, pieces.nextByte() === OPEN_BRACKET);
    if (!ended) throw notJson(path, fail, `it ends in ${JSON.stringify(name)}; is the file whole?`);
    end = ended;
  }
}

/** @param name what messages begin with */
export function parsedJson(text: string, name: () => string, fail: Fail): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fail(explainJsonError(text, name()) ?? `${name()}: not JSON (${(error as Error).message})`);
  }
}

/** The first fault of a whole file; undefined for JSON, and for a file that is too large to be looked at again. */
export function explainJsonFile(path: string): string | undefined {
  return statSync(path).size <= explainable ? explainJsonError(readFileSync(path), path) : undefined;
}

/** What is wrong with a whole file: its first fault, else what was noticed. */
export function notJson(path: string, fail: Fail, noticed: string): Error {
  return fail(explainJsonFile(path) ?? `${path}: not JSON: ${noticed}`);
}
