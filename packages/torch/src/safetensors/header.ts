// The header of a safetensors file: parsed and checked with the decisions of the official library (0.8).
// Format: u64 little-endian header length, JSON header, data; offsets count from the start of the data.
import { textInstead } from "../text-instead.js";
import { bitsOf, codeOf, dtypeOfCode, type FileDType } from "./format.js";
import { type Json, JsonObject, parseJson } from "./json.js";

/** One tensor's entry: element type, shape and its byte range, counted from the start of the data. */
export interface SafetensorsEntry {
  readonly dtype: FileDType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** A checked header: string metadata (null when the file has none) and the entries in order of their data. */
export interface SafetensorsHeader {
  readonly metadata: ReadonlyMap<string, string> | null;
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  /** Where the data starts in the file, bytes. */
  readonly dataStart: number;
}

/** A file that is no valid safetensors file; the message says where. */
export class SafetensorsError extends Error {
  override readonly name = "SafetensorsError";
}

const LENGTH_BYTES = 8;
/** The official library reads no longer header. */
export const MAX_HEADER_BYTES = 100_000_000;
const U64 = 1n << 64n;

/**
 * Length of the JSON header in bytes, from the first eight bytes of a file of `fileSize` bytes.
 * @throws SafetensorsError when the file is too short for it or the length is above 100,000,000.
 */
export function safetensorsHeaderLength(start: Uint8Array, fileSize: number): number {
  if (fileSize < LENGTH_BYTES || start.length < LENGTH_BYTES) {
    throw new SafetensorsError(`the file has ${fileSize} bytes, less than the ${LENGTH_BYTES} of the length field`);
  }
  const length = new DataView(start.buffer, start.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    const header = `header of ${length} bytes, more than the allowed ${MAX_HEADER_BYTES}`;
    throw new SafetensorsError(textInstead(start) ?? header);
  }
  if (Number(length) + LENGTH_BYTES > fileSize) {
    throw new SafetensorsError(
      `the file ends inside the header (${length} bytes announced, file has ${fileSize}): it is cut off, fetch it again`,
    );
  }
  return Number(length);
}

/**
 * Parses and checks the header of a safetensors file.
 * @param bytes the file, or its beginning up to the end of the header
 * @param fileSize size of the whole file in bytes, for the check that tensors cover it exactly
 * @throws SafetensorsError for everything that the official library rejects.
 */
export function parseSafetensorsHeader(bytes: Uint8Array, fileSize: number = bytes.length): SafetensorsHeader {
  const length = safetensorsHeaderLength(bytes, fileSize);
  const dataStart = LENGTH_BYTES + length;
  if (bytes.length < dataStart) throw new RangeError(`${bytes.length} bytes given, the header ends at ${dataStart}`);
  const { metadata, tensors } = readFields(readJson(bytes.subarray(LENGTH_BYTES, dataStart)));
  const ordered = [...tensors].sort(([, a], [, b]) => compare(a.begin, b.begin) || compare(a.end, b.end));
  let covered = 0n;
  const entries = new Map<string, SafetensorsEntry>();
  for (const [name, entry] of ordered) {
    checkEntry(name, entry, covered);
    covered = entry.end;
    entries.set(name, {
      dtype: entry.dtype,
      shape: entry.shape.map(Number),
      begin: Number(entry.begin),
      end: Number(entry.end),
    });
  }
  if (covered !== BigInt(fileSize - dataStart)) {
    const way = covered > BigInt(fileSize - dataStart) ? ": it is cut off, fetch it again" : "";
    throw new SafetensorsError(`tensors cover ${covered} bytes of data, the file has ${fileSize - dataStart}${way}`);
  }
  return { metadata, entries, dataStart };
}

interface RawEntry {
  dtype: FileDType;
  shape: bigint[];
  begin: bigint;
  end: bigint;
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
const quote = (name: string): string => JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}...` : name);

function checkEntry(name: string, entry: RawEntry, start: bigint): void {
  if (entry.begin !== start || entry.end < entry.begin) {
    throw new SafetensorsError(
      `tensor ${quote(name)} has bytes ${entry.begin} to ${entry.end}, it should start at ${start}: holes, overlaps and reversed ranges are not allowed`,
    );
  }
  let elements = 1n;
  for (const extent of entry.shape) {
    // Checked step by step, as the official library does: an overflow counts even when a later extent is 0.
    elements *= extent;
    if (elements >= U64) throw new SafetensorsError(`tensor ${quote(name)}: the product of its shape overflows`);
  }
  const bits = elements * BigInt(bitsOf(entry.dtype));
  if (bits % 8n !== 0n || bits / 8n !== entry.end - entry.begin) {
    throw new SafetensorsError(
      `tensor ${quote(name)}: ${codeOf(entry.dtype)} of shape [${entry.shape}] needs ${Number(bits) / 8} bytes, it has ${entry.end - entry.begin}`,
    );
  }
}

function readJson(bytes: Uint8Array): Json {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SafetensorsError("the header is not UTF-8");
  }
  try {
    return parseJson(text);
  } catch (error) {
    throw new SafetensorsError(`the header is not valid JSON: ${(error as Error).message}`);
  }
}

function readFields(json: Json): { metadata: Map<string, string> | null; tensors: Map<string, RawEntry> } {
  if (!(json instanceof JsonObject)) throw new SafetensorsError("the header is not a JSON object");
  let metadata: Map<string, string> | null | undefined;
  const tensors = new Map<string, RawEntry>();
  for (const [name, value] of json.fields) {
    if (name !== "__metadata__") {
      tensors.set(name, readEntry(name, value)); // of two equal names the later one counts
      continue;
    }
    if (metadata !== undefined) throw new SafetensorsError("the header has __metadata__ twice");
    metadata = readMetadata(value);
  }
  return { metadata: metadata ?? null, tensors };
}

function readMetadata(json: Json): Map<string, string> | null {
  if (json === null) return null;
  if (!(json instanceof JsonObject)) throw new SafetensorsError("__metadata__ is not an object of strings");
  return new Map(
    json.fields.map(([key, value]) => {
      if (typeof value !== "string") throw new SafetensorsError(`__metadata__ ${quote(key)} is not a string`);
      return [key, value];
    }),
  );
}

const FIELDS = ["dtype", "shape", "data_offsets"] as const;

function readEntry(name: string, json: Json): RawEntry {
  const where = `tensor ${quote(name)}`;
  const found = new Map<string, Json>();
  // serde also takes a record as the bare sequence of its fields, and so does the official library.
  const fields: [string, Json][] | null =
    json instanceof JsonObject
      ? json.fields
      : Array.isArray(json) && json.length === FIELDS.length
        ? json.map((value, i) => [FIELDS[i], value])
        : null;
  if (!fields) throw new SafetensorsError(`${where}: its entry is not an object`);
  for (const [field, value] of fields) {
    if (!(FIELDS as readonly string[]).includes(field)) continue;
    if (found.has(field)) throw new SafetensorsError(`${where}: field ${field} twice`);
    found.set(field, value);
  }
  for (const field of FIELDS) {
    if (!found.has(field)) throw new SafetensorsError(`${where}: field ${field} is missing`);
  }
  const offsets = readIntegers(found.get("data_offsets")!, `${where}: data_offsets`);
  if (offsets.length !== 2) throw new SafetensorsError(`${where}: data_offsets has ${offsets.length} numbers, not 2`);
  const shape = readIntegers(found.get("shape")!, `${where}: shape`);
  return { dtype: readDType(found.get("dtype")!, where), shape, begin: offsets[0], end: offsets[1] };
}

function readDType(json: Json, where: string): FileDType {
  const dtype = typeof json === "string" ? dtypeOfCode(json) : undefined;
  if (!dtype) throw new SafetensorsError(`${where}: unknown dtype ${typeof json === "string" ? quote(json) : ""}`);
  return dtype;
}

function readIntegers(json: Json, where: string): bigint[] {
  if (!Array.isArray(json)) throw new SafetensorsError(`${where} is not a list of integers`);
  return json.map((value) => {
    if (typeof value !== "bigint" || value < 0n || value >= U64) {
      throw new SafetensorsError(`${where} holds something other than whole numbers from 0 to 2^64 - 1`);
    }
    return value;
  });
}
