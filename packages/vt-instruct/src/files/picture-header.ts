// Width and height from the first bytes of a JPEG, PNG or WebP file, for sets of millions of pictures: nothing is decoded.
import { closeSync, constants, openSync, readSync } from "node:fs";
import { MOST_PIXELS, type Place } from "../readers/common/checks.js";
import type { PictureBytes, PictureFile } from "../sample/annotated.js";
import { RecordError } from "./errors.js";

/** Of the pixels as they are stored. */
interface Size {
  readonly width: number;
  readonly height: number;
  /** EXIF orientation of a JPEG that is shown turned or mirrored, 2 to 8. */
  readonly orientation?: number;
}

/** Bytes that are read at once: the size of nearly every picture lies in them. */
const HEAD = 512;

/** A pipe that stands where a picture should is no reason to wait; of files this changes nothing. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Bytes from a place on; fewer where the file ends. */
type Bytes = (offset: number, length: number) => Buffer;

/**
 * The size of a picture as it is stored, whatever its EXIF orientation says: published labels are told in these pixels,
 * as COCO's tools and most others read them.
 * @throws RecordError "corrupt-picture" for a file of another kind, without a size or with one beyond reason
 */
export function sizeOfPicture(picture: PictureFile | PictureBytes, { file, record }: Place): Size {
  const size = claimedSize(picture);
  if (size && isSound(size)) return size;
  const name = "path" in picture ? picture.path : picture.name;
  const isHuge = size && size.width * size.height > MOST_PIXELS;
  const claim = isHuge
    ? `claims ${size.width} x ${size.height} pixels`
    : "is no JPEG, PNG or WebP file, or it is damaged";
  throw new RecordError(file, record, "corrupt-picture", `${name} ${claim}`);
}

/** The same for whoever can do without it: undefined where it throws. */
export function sizeIfTold(picture: PictureFile | PictureBytes): Size | undefined {
  const size = claimedSize(picture);
  return size && isSound(size) ? size : undefined;
}

function isSound({ width, height }: Size): boolean {
  return width > 0 && height > 0 && width * height <= MOST_PIXELS;
}

function claimedSize(picture: PictureFile | PictureBytes): Size | undefined {
  return "path" in picture ? sizeOfFile(picture.path) : headerSize(bytesOf(picture.bytes));
}

function sizeOfFile(path: string): Size | undefined {
  const file = openSync(path, READ);
  try {
    const head = Buffer.allocUnsafe(HEAD);
    const filled = readSync(file, head, 0, HEAD, 0);
    return headerSize((offset, length) => {
      if (offset + length <= filled || filled < HEAD) return head.subarray(offset, Math.min(offset + length, filled));
      const buffer = Buffer.allocUnsafe(length);
      return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
    });
  } catch (error) {
    // What is read from a place on is a file: pipes and terminals have none.
    if ((error as NodeJS.ErrnoException).code === "ESPIPE") return undefined;
    throw error;
  } finally {
    closeSync(file);
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array): Bytes {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return (offset, length) => bytes.subarray(offset, offset + length);
}

function headerSize(bytes: Bytes): Size | undefined {
  const head = bytes(0, 30);
  if (head.length < 30) return undefined;
  if (head.readUInt16BE(0) === 0xffd8) return jpegSize(bytes);
  if (head.toString("latin1", 1, 4) === "PNG") return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
  if (head.toString("latin1", 8, 12) === "WEBP") return webpSize(head);
  return undefined;
}

/** Walks the segments up to the first frame header (ITU-T T.81, B.1.1 and B.2.2). */
function jpegSize(bytes: Bytes): Size | undefined {
  let orientation = 1;
  for (let at = 2; ; ) {
    const segment = bytes(at, 9);
    if (segment.length < 9 || segment[0] !== 0xff) return undefined;
    const marker = segment[1]!;
    if (marker === 0xff) {
      at += 1; // a fill byte
      continue;
    }
    if (isFrame(marker)) {
      const [height, width] = [segment.readUInt16BE(5), segment.readUInt16BE(7)];
      return { width, height, ...(orientation >= 2 && orientation <= 8 && { orientation }) };
    }
    const length = segment.readUInt16BE(2);
    if (marker === 0xe1 && orientation === 1) orientation = exifOrientation(bytes(at + 4, length - 2));
    at += 2 + length;
  }
}

/** SOF0 to SOF15; between them lie the markers of Huffman tables, extensions and arithmetic coding. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Tag 0x0112 of the first directory (Exif 2.3, 4.6); 1, upright, where there is none. */
function exifOrientation(segment: Buffer): number {
  if (segment.length < 14 || segment.toString("latin1", 0, 6) !== "Exif\0\0") return 1;
  const tiff = segment.subarray(6);
  const little = tiff.toString("latin1", 0, 2) === "II";
  const u16 = (at: number) => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let i = 0; i < u16(directory); i++) {
    const entry = directory + 2 + 12 * i;
    if (u16(entry) === 0x0112) return u16(entry + 8);
  }
  return 1;
}

/** The three kinds of first chunk (RFC 9649, 2.5 to 2.7). */
function webpSize(head: Buffer): Size | undefined {
  const kind = head.toString("latin1", 12, 16);
  if (kind === "VP8X") return { width: 1 + head.readUIntLE(24, 3), height: 1 + head.readUIntLE(27, 3) };
  if (kind === "VP8 ") return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
  if (kind !== "VP8L") return undefined;
  const bits = head.readUInt32LE(21);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}
