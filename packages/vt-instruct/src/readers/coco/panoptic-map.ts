// Panoptic maps: PNG files whose pixels are segment ids, R + 256 G + 65536 B (cocodataset.org/#format-data).
import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { MOST_PIXELS } from "../common/checks.js";
import type { LabelPicture } from "../common/label-picture.js";

/** A map that cannot be read; the message says why. */
export class PanopticPngError extends Error {
  override name = "PanopticPngError";
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Where the first chunk, IHDR, ends. */
const HEADER_END = 33;
/** Bytes a pixel: maps are 8-bit RGB. */
const STEP = 3;

/**
 * Decodes a map at once, so that a mask can ask for it when it is first looked at. Only the form in which the maps
 * are published is read: 8-bit RGB without interlacing (PNG specification, sections 7 and 9).
 * @throws PanopticPngError
 */
export function decodePanopticPng(bytes: Uint8Array): LabelPicture {
  if (SIGNATURE.some((byte, i) => bytes[i] !== byte)) throw new PanopticPngError("it is not a PNG file");
  if (bytes.length < HEADER_END) throw new PanopticPngError("it ends in its header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, colour, interlaced] = [bytes[24], bytes[25], bytes[28]];
  if (depth !== 8 || colour !== 2 || interlaced !== 0)
    throw new PanopticPngError("a panoptic map is an 8-bit RGB picture without interlacing");
  if (width * height > MOST_PIXELS) throw new PanopticPngError(`it claims ${width} x ${height} pixels`);
  const rows = inflated(bytes, view, (1 + STEP * width) * height);
  const ids = new Uint32Array(width * height);
  const stride = STEP * width;
  let above: Uint8Array = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const at = y * (stride + 1);
    const row = rows.subarray(at + 1, at + 1 + stride);
    unfilter(rows[at]!, row, above);
    for (let x = 0, i = 0; x < width; x++, i += STEP)
      ids[y * width + x] = row[i]! | (row[i + 1]! << 8) | (row[i + 2]! << 16);
    above = row;
  }
  return { width, height, ids };
}

function inflated(bytes: Uint8Array, view: DataView, expected: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at))
    if (view.getUint32(at + 4) === 0x49444154) parts.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
  let rows: Uint8Array;
  try {
    rows = inflateSync(Buffer.concat(parts), { maxOutputLength: expected + 1 });
  } catch (error) {
    throw new PanopticPngError(`its pixels cannot be unpacked: ${(error as Error).message}`);
  }
  if (rows.length !== expected) throw new PanopticPngError(`it holds ${rows.length} bytes of pixels, not ${expected}`);
  return rows;
}

/** Undoes one row's filter in place (PNG specification, section 9.2). */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array): void {
  if (filter > 4) throw new PanopticPngError(`it has a row with the unknown filter ${filter}`);
  if (filter === 0) return;
  for (let i = 0; i < row.length; i++) {
    const left = i < STEP ? 0 : row[i - STEP]!;
    const up = above[i]!;
    if (filter === 1) row[i]! += left;
    else if (filter === 2) row[i]! += up;
    else if (filter === 3) row[i]! += (left + up) >> 1;
    else row[i]! += paeth(left, up, i < STEP ? 0 : above[i - STEP]!);
  }
}

function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** Reads a map. @throws PanopticPngError */
export function readPanopticPng(path: string): LabelPicture {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new PanopticPngError((error as Error).message);
  }
  return decodePanopticPng(bytes);
}
