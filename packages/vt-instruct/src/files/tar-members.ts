// The files inside a tar archive and where their bytes lie, from the headers alone (POSIX.1-2017 pax and ustar; GNU long names).
import { fstatSync, readSync } from "node:fs";
import { DatasetError } from "./errors.js";

/** One file of an archive. */
export interface TarMember {
  readonly name: string;
  /** Where its headers begin, in bytes from the start of the archive. */
  readonly start: number;
  /** Where its bytes begin. */
  readonly offset: number;
  readonly size: number;
}

const BLOCK = 512;
/** Bytes of a header that holds a name. */
const LONGEST_NAME = 1 << 16;

/**
 * Regular files, in the archive's order.
 * @param file an open file
 * @param from where to begin: the `start` of a member
 * @throws DatasetError for a file that is no tar archive or is cut off
 */
export function* tarMembers(file: number, path: string, from = 0): Generator<TarMember> {
  const end = fstatSync(file).size;
  const header = Buffer.alloc(BLOCK);
  let longName: string | undefined;
  let start = from;
  for (let at = from; at < end; ) {
    if (readSync(file, header, 0, BLOCK, at) < BLOCK) throw cutOff(path);
    if (header.every((byte) => byte === 0)) return;
    if (!hasRightSum(header)) throw new DatasetError(`${path}: not a tar archive (byte ${at}). Download it again.`);
    const [offset, size] = [at + BLOCK, numberAt(header, 124, 12)];
    if (!(offset + size <= end)) throw cutOff(path); // also where the size is no number
    at = offset + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156]!);
    if ((type === "L" || type === "x") && size <= LONGEST_NAME) {
      const text = Buffer.alloc(size);
      readSync(file, text, 0, size, offset);
      longName = type === "L" ? untilZero(text) : (paxPath(text) ?? longName);
    } else {
      if (type === "0" || type === "\0") yield { name: longName ?? nameIn(header), start, offset, size };
      longName = undefined;
      start = at;
    }
  }
}

function cutOff(path: string): DatasetError {
  return new DatasetError(`${path}: the archive ends in the middle of a file. Download it again.`);
}

/** The header's sum of bytes, its own field counted as blanks. */
function hasRightSum(header: Buffer): boolean {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : header[i]!;
  return sum === numberAt(header, 148, 8);
}

/** Octal digits; or, for sizes from 8 GiB, binary behind a set first bit (GNU). */
function numberAt(header: Buffer, at: number, length: number): number {
  if (header[at]! & 0x80) return Number(header.readBigUInt64BE(at + length - 8));
  return Number.parseInt(header.toString("latin1", at, at + length).trim() || "0", 8);
}

function nameIn(header: Buffer): string {
  const name = untilZero(header.subarray(0, 100));
  const prefix = header.toString("latin1", 257, 263) === "ustar\0" ? untilZero(header.subarray(345, 500)) : "";
  return prefix ? `${prefix}/${name}` : name;
}

/** Records `"<length> key=value\n"`, the length in bytes of UTF-8. */
function paxPath(text: Buffer): string | undefined {
  for (let at = 0; at < text.length; ) {
    const length = Number.parseInt(text.toString("latin1", at, at + 20), 10);
    if (!(length > 0)) return undefined;
    const [, key, value] = /^\d+ ([^=]+)=(.*)\n$/s.exec(text.toString("utf8", at, at + length)) ?? [];
    if (key === "path") return value;
    at += length;
  }
  return undefined;
}

function untilZero(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end < 0 ? bytes.length : end);
}
