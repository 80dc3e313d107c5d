// A JSON file of a model folder, with the line of a slip.
import { readFileSync } from "node:fs";
import { lineAt } from "@refvlm/config";
import { ModelFileError, readingFile } from "./model-file-error.js";

/**
 * Reads a JSON file.
 * @throws ModelFileError: missing, or not JSON, with the line where the engine names a place
 */
export function readJson(path: string): { value: unknown; text: string } {
  const text = readingFile(path, () => readFileSync(path, "utf8"));
  try {
    return { value: JSON.parse(text), text };
  } catch (error) {
    const { message } = error as Error;
    const offset = /position (\d+)/.exec(message)?.[1];
    const line = offset === undefined ? "" : `line ${lineAt(text, Number(offset))}: `;
    throw new ModelFileError(path, `${line}not JSON: ${message}`);
  }
}
