// The records of a zip archive as torch.save writes one: stored, not compressed, so that they can be mapped where they lie.
import { readFully } from "../read-fully.js";
import { PthError } from "./pth-error.js";

/** Where the bytes of a record lie in the file. */
export interface ZipRecord {
  readonly offset: number;
  readonly size: number;
}

const END = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const FULL16 = 0xffff;
const FULL32 = 0xffffffff;
/** Size of the end record without its comment, and of the longest comment. */
const END_BYTES = 22;
const COMMENT_BYTES = 0xffff;
/** Longest directory that is read: 64 MiB name half a million records. */
const MAX_DIRECTORY_BYTES = 2 ** 26;

/** Whether a file begins as a zip archive does. */
export function looksLikeZip(start: Uint8Array): boolean {
  return start.length >= 4 && Buffer.from(start).readUInt32LE(0) === LOCAL;
}

/**
 * The records of an archive by name.
 * @throws PthError for an archive that is cut off, compressed, or says of itself what cannot be
 */
export function readZip(descriptor: number, fileSize: number): Map<string, ZipRecord> {
  const read = (offset: number, size: number): Buffer => {
    if (!(offset >= 0 && size >= 0 && offset + size <= fileSize)) throw cutOff();
    const bytes = Buffer.alloc(size);
    readFully(descriptor, bytes, offset);
    return bytes;
  };
  const { count, offset, size } = directory(read, fileSize);
  if (size > MAX_DIRECTORY_BYTES) throw new PthError(`its directory of ${size} bytes is too long`);
  const bytes = read(offset, size);
  const records = new Map<string, ZipRecord>();
  for (let i = 0, at = 0; i < count; i++) {
    if (at + 46 > size || bytes.readUInt32LE(at) !== ENTRY) throw cutOff();
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const next = at + 46 + nameLength + extraLength + commentLength;
    if (next > size) throw cutOff();
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    if (bytes.readUInt16LE(at + 10) !== 0)
      throw new PthError(`its record ${name} is compressed or encrypted; torch.save writes records as they are`);
    if (records.has(name)) throw new PthError(`it has two records ${name}`);
    const extra = bytes.subarray(next - commentLength - extraLength, next - commentLength);
    records.set(name, placed(read, fileSize, sizesOf(bytes, at, extra)));
    at = next;
  }
  return records;
}

type Read = (offset: number, size: number) => Buffer;

/** Where the central directory lies; the end record is looked for from the end, before which a comment may stand. */
function directory(read: Read, fileSize: number): { count: number; offset: number; size: number } {
  const tailSize = Math.min(fileSize, END_BYTES + COMMENT_BYTES);
  const tail = read(fileSize - tailSize, tailSize);
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]), tailSize - END_BYTES);
  if (at < 0 || tail.readUInt32LE(at) !== END) throw cutOff();
  const end = {
    count: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  };
  if (end.count !== FULL16 && end.size !== FULL32 && end.offset !== FULL32) return end;
  const locator = read(fileSize - tailSize + at - 20, 20);
  if (locator.readUInt32LE(0) !== END64_LOCATOR) return end;
  const end64 = read(whole(locator, 8), 56);
  if (end64.readUInt32LE(0) !== END64) throw cutOff();
  return { count: whole(end64, 32), size: whole(end64, 40), offset: whole(end64, 48) };
}

/** Size and local header of an entry; where 32 bits do not hold them, an extra field does. */
function sizesOf(bytes: Buffer, at: number, extra: Buffer): { size: number; header: number } {
  const sizes = {
    stored: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    header: bytes.readUInt32LE(at + 42),
  };
  for (let field = 0; field + 4 <= extra.length; field += 4 + extra.readUInt16LE(field + 2)) {
    if (extra.readUInt16LE(field) !== 1) continue;
    let value = field + 4;
    for (const key of ["size", "stored", "header"] as const) {
      if (sizes[key] !== FULL32) continue;
      if (value + 8 > extra.length) throw cutOff();
      sizes[key] = whole(extra, value);
      value += 8;
    }
  }
  if (sizes.stored !== sizes.size) throw cutOff();
  return sizes;
}

/** Behind the local header, whose name and padding are of its own length. */
function placed(read: Read, fileSize: number, { size, header }: { size: number; header: number }): ZipRecord {
  const local = read(header, 30);
  if (local.readUInt32LE(0) !== LOCAL) throw cutOff();
  const offset = header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (offset + size > fileSize) throw cutOff();
  return { offset, size };
}

function whole(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}

const cutOff = () => new PthError("it begins as a zip archive and does not end as one: it is cut off or damaged");
