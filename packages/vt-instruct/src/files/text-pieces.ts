// A text file piece by piece: files outgrow the longest string, and what is no UTF-8 is told before anything is read from it.
import { isUtf8 } from "node:buffer";
import { readSync } from "node:fs";
import { decodeUtf8, foreignKind, TextError } from "@refvlm/config";
import { DatasetError } from "./errors.js";

/** A part of a file, cut between characters. Its bytes are overwritten by the next one. */
export interface TextPiece {
  readonly bytes: Buffer;
  /** Place of its first byte in the file. */
  readonly start: number;
}

/**
 * All of an open file.
 * @throws DatasetError for one that is no text in UTF-8, saying what it is or which byte is wrong
 */
export function* textPieces(path: string, file: number): Generator<TextPiece> {
  const buffer = Buffer.alloc(1 << 20);
  for (let start = 0; ; ) {
    const length = readSync(file, buffer, 0, buffer.length, start);
    if (length === 0) return;
    const what = start === 0 ? foreignKind(buffer.subarray(0, length)) : undefined;
    if (what) throw new DatasetError(`${path}: ${what}.`);
    const end = length < buffer.length ? length : lastCharacter(buffer);
    const bytes = buffer.subarray(0, end);
    if (!isUtf8(bytes)) throw new DatasetError(`${path}: ${faultOf(bytes, start)}.`);
    yield { bytes, start };
    start += end;
  }
}

/** Where the last character of a full buffer begins: it may be cut off. */
function lastCharacter(buffer: Buffer): number {
  let end = buffer.length - 1;
  while (end > buffer.length - 4 && (buffer[end]! & 0xc0) === 0x80) end -= 1;
  return end;
}

function faultOf(bytes: Buffer, start: number): string {
  try {
    decodeUtf8(bytes, start);
  } catch (error) {
    if (error instanceof TextError) return error.message;
    throw error;
  }
  return "it is no UTF-8";
}
