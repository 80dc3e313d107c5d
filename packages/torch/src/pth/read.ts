// Reading checkpoints that torch.save wrote (.pth, .bin, .ckpt), as a zip archive or in the form before it.
import { closeSync, fstatSync, openSync } from "node:fs";
import { ELEMENT_BYTES } from "../dtype.js";
import { MappedFile } from "../mapped-file.js";
import { isDictionary, PickleError, PickleObject, type PickleValue, readPickle } from "../pickle/index.js";
import { readFully } from "../read-fully.js";
import { scope } from "../scope.js";
import type { Tensor } from "../tensor.js";
import { textInstead } from "../text-instead.js";
import { type LegacyParts, looksLegacy, readLegacy } from "./legacy.js";
import { PthError } from "./pth-error.js";
import { checkpointHost, type Storage, StoredTensor, span } from "./rebuild.js";
import { looksLikeZip, readZip, type ZipRecord } from "./zip.js";

/** Longest pickle that is read: a million tensors take about 100 MiB. */
const MAX_PICKLE_BYTES = 2 ** 29;

const NO_CHECKPOINT = "it is neither a zip archive nor an old checkpoint of torch.save";

/**
 * Opens a checkpoint. Nothing in it is executed: only tensors, plain data and the containers of torch's own are known.
 * @throws PthError naming the file: damaged, or a pickle that imports anything else, which it names. The system's error
 * for a file that cannot be read.
 */
export function readPth(path: string): PthFile {
  const descriptor = openSync(path, "r");
  try {
    const { size } = fstatSync(descriptor);
    const start = Buffer.alloc(Math.min(size, 16));
    readFully(descriptor, start, 0);
    const parts = looksLikeZip(start)
      ? readArchive(descriptor, size)
      : looksLegacy(start)
        ? readLegacy(path, size)
        : refuse(size === 0 ? "it is empty" : (textInstead(start) ?? NO_CHECKPOINT));
    return new PthFile(path, parts.value, parts.storages);
  } catch (error) {
    if (error instanceof PthError || error instanceof PickleError || error instanceof RangeError)
      throw new PthError(`${path}: ${error.message}`, { cause: error });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** An open checkpoint: what it holds, and its tensors on demand. */
export class PthFile {
  #map: MappedFile | null;
  readonly #storages: ReadonlyMap<string, ZipRecord>;

  /** Use `readPth`. */
  constructor(
    readonly path: string,
    /** Containers, scalars and `StoredTensor`s. */
    readonly value: PickleValue,
    storages: ReadonlyMap<string, ZipRecord>,
  ) {
    for (const { storage } of storedTensors(value).values()) checkStorage(storage, storages.get(storage.key));
    this.#map = new MappedFile(path);
    this.#storages = storages;
  }

  /**
   * A tensor as a view of the mapped file, with its strides (a copy where the file does not align it; booleans are
   * copied). Those that share a storage share no changes, and none reaches the file. Stays valid after `close`.
   */
  tensor(stored: StoredTensor): Tensor {
    const map = this.#map;
    if (!map) throw new PthError(`${this.path} is closed`);
    const { shape, strides, dtype } = stored;
    return scope(() => {
      const elements = map.tensor(this.#place(stored), dtype === "bool" ? "uint8" : dtype, [span(stored)]);
      const values = dtype === "bool" ? elements.ne(0) : elements; // any byte but 0 means true; in the engine only 1 does
      return values.asStrided([...shape], [...strides], 0);
    });
  }

  /** Bytes that `tensor` copies; 0 for a view of the file. */
  copiedBytes(stored: StoredTensor): number {
    const { dtype } = stored;
    const views = dtype !== "bool" && MappedFile.isAligned(this.#place(stored), dtype);
    return views ? 0 : span(stored) * ELEMENT_BYTES[dtype];
  }

  /** Where the first element lies in the file. */
  #place({ storage, offset, dtype }: StoredTensor): number {
    return this.#storages.get(storage.key)!.offset + offset * ELEMENT_BYTES[dtype];
  }

  /** Lets go of the file; tensors that were read stay valid. */
  close(): void {
    this.#map?.close();
    this.#map = null;
  }

  /** The same as close, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** Every tensor inside a value by the path that leads to it, keys and places in lists joined by dots. */
export function storedTensors(value: PickleValue, path: readonly string[] = []): Map<string, StoredTensor> {
  if (value instanceof StoredTensor) return new Map([[path.join("."), value]]);
  const holds = Array.isArray(value) || isDictionary(value);
  if (!holds || value instanceof PickleObject) return new Map();
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...storedTensors(inner, [...path, key])]));
}

/** The pickle and the storages of an archive; its records lie in a folder of any name. */
function readArchive(descriptor: number, size: number): LegacyParts {
  const records = readZip(descriptor, size);
  const pickleName = [...records.keys()].find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickleName === undefined) refuse("it is a zip archive without data.pkl: no checkpoint of torch.save");
  const folder = pickleName.slice(0, -"data.pkl".length);
  const bytesOf = (record: ZipRecord) => {
    if (record.size > MAX_PICKLE_BYTES) refuse(`its pickle of ${record.size} bytes is too long`);
    const bytes = Buffer.alloc(record.size);
    readFully(descriptor, bytes, record.offset);
    return bytes;
  };
  const order = records.get(`${folder}byteorder`);
  if (order && bytesOf(order).toString() !== "little") refuse("it was written on a big-endian machine");
  const inside = `${folder}data/`;
  const storages = [...records].filter(([name]) => name.startsWith(inside));
  return {
    value: readPickle(bytesOf(records.get(pickleName)!), checkpointHost),
    storages: new Map(storages.map(([name, record]) => [name.slice(inside.length), record])),
  };
}

function checkStorage({ key, bytes }: Storage, record: ZipRecord | undefined): void {
  if (!record) refuse(`a tensor refers to storage ${key}, which is not there`);
  if (record.size !== bytes) refuse(`storage ${key} has ${record.size} bytes where ${bytes} are needed`);
}

function refuse(message: string): never {
  throw new PthError(message);
}
