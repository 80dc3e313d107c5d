// JSON and JSON lines from a file, with one clear message where it holds neither.
import { readFileSync } from "node:fs";
import { MetricsError } from "../../evaluation.js";

/**
 * Reads a file of JSON, or of one JSON value a line (the list of them).
 * @throws MetricsError when it cannot be read, is empty or is no JSON
 */
export function readJsonFile(path: string): unknown {
  const text = readText(path);
  if (text.trim() === "") throw new MetricsError(`${path}: the file is empty; give a JSON file`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const lines = text.split("\n");
    if (!isJson(lines[0]!)) throw noJson(path, error);
    return lines.flatMap((line, i) => (line.trim() === "" ? [] : [parsedLine(`${path}: line ${i + 1}`, line)]));
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** What to say where the system does not give a file's content. */
export function unreadable(path: string, error: unknown): MetricsError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return new MetricsError(`${path}: there is no such file; check the path`);
  if (code === "EISDIR") return new MetricsError(`${path}: this is a folder; name a JSON file`);
  return new MetricsError(`${path}: cannot be read (${code ?? message})`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function parsedLine(place: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw noJson(place, error);
  }
}

/** What to say where a file or a part of it is not JSON. */
export function noJson(place: string, error: unknown): MetricsError {
  const hint = "JSON has no NaN or Infinity: leave such answers out, they count as wrong";
  return new MetricsError(`${place}: no JSON (${(error as Error).message}). ${hint}`);
}
