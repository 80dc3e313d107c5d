// An answer in a file or on standard input, refused with one clear message where it is no text.
import { createReadStream } from "node:fs";
import { decodeUtf8, foreignKind, TextError } from "@refvlm/config";
import { AnswerFileError } from "../errors.js";

/** A model's answer has some thousand characters; this is far beyond and still read in a second. */
const MOST_BYTES = 4 * 2 ** 20;

/**
 * Reads an answer; `-` stands for standard input. A byte order mark is left out, and lines may end as Windows ends them.
 * @throws AnswerFileError when it cannot be read, is too large or is no UTF-8 text
 */
export async function readAnswerFile(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of path === "-" ? process.stdin : createReadStream(path)) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MOST_BYTES) break;
    }
  } catch (error) {
    throw new AnswerFileError(unreadable(path, error as NodeJS.ErrnoException));
  }
  const name = answerFileName(path);
  if (bytes > MOST_BYTES)
    throw new AnswerFileError(
      `${name} is larger than ${MOST_BYTES / 2 ** 20} MiB: no answer is. Give one answer a file.`,
    );
  const content = Buffer.concat(chunks);
  const zero = content.indexOf(0);
  try {
    const text = decodeUtf8(content);
    if (zero >= 0) throw new TextError(foreignKind(content) ?? `byte ${zero} is zero, which no text has`);
    return text.replaceAll("\r\n", "\n");
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    throw new AnswerFileError(`${name}: ${error.message}. Give the answer as a model wrote it.`);
  }
}

/** How messages call the file. */
export function answerFileName(path: string): string {
  return path === "-" ? "stdin" : path;
}

function unreadable(path: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return `there is no file "${path}". Check the path, or give - to read standard input.`;
  if (code === "EISDIR") return `"${path}" is a folder. Name a file that holds an answer.`;
  return `cannot read "${path}" (${code ?? message}). Check who may read it.`;
}
