// JSON from files, with one clear message where it is none.
import { readFileSync } from "node:fs";
import { decodeUtf8, explainJsonError, readJsonLazily, TextError, unreadable } from "@refvlm/config";
import { MetricsError } from "../../evaluation.js";

const fail = (message: string) => new MetricsError(message);

/**
 * Reads a file of JSON, or of one JSON value a line (the list of them).
 * @throws MetricsError when it cannot be read, is empty or is no JSON
 */
export function readJsonFile(path: string): unknown {
  const text = readText(path);
  if (text.trim() === "") throw fail(`${path}: the file is empty; give a JSON file`);
  try {
    return JSON.parse(text);
  } catch {
    const lines = text.split("\n").map((line, i) => ({ line, place: `${path}: line ${i + 1}` }));
    const values = lines.filter(({ line }) => line.trim() !== "");
    // A first line that is no JSON by itself makes it one value over several lines.
    if (explainJsonError(values[0]!.line, path)) throw fail(explainJsonError(text, path)!);
    return values.map(({ line, place }) => parsed(line, place));
  }
}

/**
 * The content of a file record by record: a list, or one value a line, as an iterable; an object as its fields, whose
 * lists are iterables. Integers beyond 2^53 in a record's ids are bigints.
 * @throws MetricsError when it cannot be read, is empty or is no JSON; also while records are read
 */
export function readJsonRecords(path: string): Iterable<unknown> | Record<string, unknown> {
  return readJsonLazily(path, fail);
}

/** The text of a file in UTF-8, without a byte order mark. @throws MetricsError when it cannot be read or is no text */
export function readText(path: string): string {
  try {
    return decodeUtf8(readFileSync(path));
  } catch (error) {
    if (error instanceof TextError) throw fail(`${path}: ${error.message}`);
    if ((error as NodeJS.ErrnoException).code === "ERR_STRING_TOO_LONG")
      throw fail(`${path}: the file is longer than one text may be (512 MiB); give less in one file`);
    throw unreadable(path, error, fail);
  }
}

function parsed(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw fail(explainJsonError(line, place) ?? `${place}: not JSON (${(error as Error).message})`);
  }
}
