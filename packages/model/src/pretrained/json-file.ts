// A JSON file of a model folder; what is no JSON is told with its place and the way out.
import { readFileSync } from "node:fs";
import { decodeUtf8, explainJsonError } from "@refvlm/config";
import { ModelFileError, readingFile } from "./model-file-error.js";

/**
 * Reads a JSON file.
 * @throws ModelFileError: missing, no UTF-8 (a byte order mark is none of the text), or not JSON
 */
export function readJson(path: string): { value: unknown; text: string } {
  const bytes = readingFile(path, () => readFileSync(path));
  const text = readingFile(path, () => decodeUtf8(bytes));
  try {
    return { value: JSON.parse(text), text };
  } catch (error) {
    throw new ModelFileError(path, explainJsonError(bytes, path) ?? (error as Error).message);
  }
}
