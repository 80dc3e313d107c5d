// The checkpoints of torch.save before version 1.6: five pickles in a row, then the storages.
import { closeSync, openSync } from "node:fs";
import { PickleError, type PickleValue, readPickleAt } from "../pickle/index.js";
import { readFully } from "../read-fully.js";
import { PthError } from "./pth-error.js";
import { checkpointHost, type Storage } from "./rebuild.js";
import type { ZipRecord } from "./zip.js";

/** What a checkpoint consists of: its value, and where its storages lie. */
export interface LegacyParts {
  value: PickleValue;
  storages: ReadonlyMap<string, ZipRecord>;
}

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
/** The pickles are read in pieces that double until they hold all: 1 MiB at first, 512 MiB at most. */
const [FIRST_PIECE, LAST_PIECE] = [2 ** 20, 2 ** 29];
const LENGTH_BYTES = 8;

/** Whether a file begins with the magic number's pickle. */
export function looksLegacy(start: Uint8Array): boolean {
  return Buffer.from(start.subarray(0, 15)).equals(Buffer.from("80028a0a6cfc9c46f9206aa850192e", "hex"));
}

/** Reads an old checkpoint. @throws PthError or PickleError for what is cut off or no such checkpoint */
export function readLegacy(path: string, fileSize: number): LegacyParts {
  const descriptor = openSync(path, "r");
  try {
    for (let piece = FIRST_PIECE; ; piece *= 2) {
      const bytes = Buffer.alloc(Math.min(piece, fileSize));
      readFully(descriptor, bytes, 0);
      try {
        return parsed(bytes, descriptor, fileSize);
      } catch (error) {
        if (!(error instanceof PickleError) || bytes.length === fileSize || piece >= LAST_PIECE) throw error;
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

function parsed(bytes: Buffer, descriptor: number, fileSize: number): LegacyParts {
  const found = new Map<string, Storage>();
  const host = {
    ...checkpointHost,
    outside: (id: PickleValue) => {
      const storage = checkpointHost.outside(id) as Storage;
      found.set(storage.key, storage);
      return storage;
    },
  };
  let at = 0;
  const next = (): PickleValue => {
    const { value, end } = readPickleAt(bytes, at, host);
    at = end;
    return value;
  };
  const [magic, protocol, system] = [next(), next(), next()];
  if (magic !== MAGIC || protocol !== PROTOCOL)
    throw new PthError(`it is of ${typeof protocol === "number" ? `the unknown version ${protocol}` : "no version"}`);
  if ((system as { little_endian?: PickleValue } | null)?.little_endian !== true)
    throw new PthError("it was written on a big-endian machine");
  const value = next();
  const keys = next();
  if (!Array.isArray(keys)) throw new PthError("it has no list of storages");
  return { value, storages: placed(keys, found, at, descriptor, fileSize) };
}

/** Storages follow in the order of their keys, each behind its number of elements. */
function placed(
  keys: readonly PickleValue[],
  found: ReadonlyMap<string, Storage>,
  start: number,
  descriptor: number,
  fileSize: number,
): Map<string, ZipRecord> {
  const storages = new Map<string, ZipRecord>();
  let at = start;
  for (const key of keys) {
    if (typeof key !== "string") throw new PthError("its list of storages holds something that is no name");
    const storage = found.get(key);
    if (!storage) throw new PthError(`it lists storage ${key}, which no tensor has`);
    const length = Buffer.alloc(LENGTH_BYTES);
    readFully(descriptor, length, at);
    if (length.readBigInt64LE() !== BigInt(storage.length))
      throw new PthError(
        `storage ${storage.key} has ${length.readBigInt64LE()} elements where ${storage.length} are needed`,
      );
    storages.set(storage.key, { offset: at + LENGTH_BYTES, size: storage.bytes });
    at += LENGTH_BYTES + storage.bytes;
    if (at > fileSize) throw new PthError(`it ends in the middle of storage ${storage.key}`);
  }
  return storages;
}
