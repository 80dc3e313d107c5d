// Files of data sets as they were downloaded, with errors that name file, record and way out.
import { readFileSync } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
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
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new DatasetError(`${path}: ${reasonOf(error)}. Check the path in the build config.`);
  });
  let value: unknown;
  try {
    value = JSON.parse(withoutMark(text));
  } catch (error) {
    throw new DatasetError(`${path}: not JSON: ${(error as Error).message}. Download the file again.`);
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new DatasetError(`${path}: ${firstIssue(result.error)}`);
  return result.data;
}

/** The value of a record's JSON text. @throws RecordError "wrong-json" */
export function parsedJson(text: string, { file, record }: Place): unknown {
  try {
    return JSON.parse(withoutMark(text));
  } catch (error) {
    throw new RecordError(file, record, "wrong-json", `not JSON: ${(error as Error).message}`);
  }
}

/** A text file that belongs to one record. @throws RecordError "missing-file" */
export function recordText({ file, record }: Place): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = reasonOf(error as NodeJS.ErrnoException);
    throw new RecordError(file, record, "missing-file", `${reason}. Is the folder complete?`);
  }
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
