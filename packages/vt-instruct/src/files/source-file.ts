// Files of data sets as they were downloaded, with errors that name file, record and way out.
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import { decodeUtf8, explainJsonError, TextError } from "@refvlm/config";
import type { z } from "zod";
import type { Place } from "../readers/common/checks.js";
import { DatasetError, RecordError } from "./errors.js";

/** Bytes of a record. The longest of the published files are below a megabyte; what claims more is damaged or hostile. */
export const LONGEST_RECORD = 1 << 26;

/**
 * A whole JSON file, checked against its schema.
 * @throws DatasetError naming the file and, where the shape is wrong, the first wrong field
 */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new DatasetError(`${path}: ${reasonOf(error)}. Check the path in the build config.`);
  });
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(bytes));
  } catch (error) {
    throw new DatasetError(`${explainJsonError(bytes, path) ?? `${path}: ${(error as Error).message}`}.`);
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new DatasetError(`${path}: ${firstIssue(result.error)}`);
  return result.data;
}

/**
 * The value of a record's JSON text. NaN and Infinity, which Python writes though JSON has none, are taken as they are
 * meant: where a number counts, its check refuses them.
 * @throws RecordError "wrong-json"
 */
export function parsedJson(text: string, { file, record }: Place): unknown {
  const sound = withoutMark(text);
  try {
    return JSON.parse(sound);
  } catch {
    try {
      return parsedWithNaN(sound);
    } catch {
      throw new RecordError(file, record, "wrong-json", explainJsonError(sound, "")?.slice(2) ?? "not JSON");
    }
  }
}

/** Stands for NaN while JSON is parsed: no data set writes it. */
const NAN = "\0NaN";

function parsedWithNaN(text: string): unknown {
  const plain = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|\b(?:NaN|Infinity)\b/gs, (word) =>
    word === "NaN" ? JSON.stringify(NAN) : word === "Infinity" ? "1e999" : word,
  );
  return JSON.parse(plain, (_, value) => (value === NAN ? Number.NaN : value));
}

/** The text of a record's bytes. @param start their place in the file @throws RecordError "wrong-encoding" */
export function recordUtf8(bytes: Uint8Array, start: number, { file, record }: Place): string {
  try {
    return decodeUtf8(bytes, start);
  } catch (error) {
    if (error instanceof TextError) throw new RecordError(file, record, "wrong-encoding", error.message);
    throw error;
  }
}

/** The text of a whole file's bytes. @throws DatasetError for a file that is no UTF-8 */
export function textOf(bytes: Uint8Array, path: string): string {
  try {
    return decodeUtf8(bytes);
  } catch (error) {
    throw error instanceof TextError ? new DatasetError(`${path}: ${error.message}.`) : error;
  }
}

/**
 * A text file that belongs to one record.
 * @param otherwise how one that is no UTF-8 is read, where its data set's own tools do so
 * @throws RecordError "missing-file", "wrong-encoding"
 */
export function recordText(place: Place, otherwise?: "latin1"): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(place.file);
  } catch (error) {
    const reason = reasonOf(error as NodeJS.ErrnoException);
    throw new RecordError(place.file, place.record, "missing-file", `${reason}. Is the folder complete?`);
  }
  return otherwise && !isUtf8(bytes) ? bytes.toString(otherwise) : recordUtf8(bytes, 0, place);
}

/** Some editors put a byte order mark before UTF-8. */
function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** Says that a folder or file must exist. @throws DatasetError */
export async function needPath(path: string, what: string): Promise<void> {
  await access(path).catch((error: NodeJS.ErrnoException) => {
    throw new DatasetError(`${path}: ${reasonOf(error)}; ${what} is expected there.`);
  });
}

/** Says that a folder must exist. @throws DatasetError */
export async function needFolder(path: string, what: string): Promise<void> {
  await needPath(path, what);
  if (!(await stat(path)).isDirectory()) throw new DatasetError(`${path}: this is a file; ${what} is expected there.`);
}

/** The first thing a schema finds wrong, with its path: `images.3.width: expected number`. */
export function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue!.path.join(".");
  return path ? `${path}: ${issue!.message}` : issue!.message;
}

/** Why a file cannot be opened, in words. */
export function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return "there is no such file";
  if (error.code === "EISDIR") return "this is a folder";
  if (error.code === "EACCES") return "it may not be read";
  if (error.code === "ELOOP") return "its symbolic links lead in a circle";
  return error.message;
}
