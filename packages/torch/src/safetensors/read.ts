// Reading a safetensors file: the header is checked at once, tensors are memory-mapped when asked for.
import { closeSync, fstatSync, openSync } from "node:fs";
import { MappedFile } from "../mapped-file.js";
import { readFully } from "../read-fully.js";
import { scope } from "../scope.js";
import type { Tensor } from "../tensor.js";
import { type FileDType, isEngineDType } from "./format.js";
import {
  parseSafetensorsHeader,
  type SafetensorsEntry,
  SafetensorsError,
  type SafetensorsHeader,
  safetensorsHeaderLength,
} from "./header.js";

/** A tensor as it lies in a file: little-endian bytes, row-major. For types that the engine lacks. */
export interface RawTensor {
  readonly dtype: FileDType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/**
 * Opens a safetensors file.
 * @throws SafetensorsError naming the file for everything that the official library rejects; the system's error for a
 * file that cannot be read.
 */
export function readSafetensors(path: string): SafetensorsFile {
  const descriptor = openSync(path, "r");
  try {
    return new SafetensorsFile(path, descriptor, readHeader(descriptor));
  } catch (error) {
    closeSync(descriptor);
    if (error instanceof SafetensorsError) throw new SafetensorsError(`${path}: ${error.message}`);
    throw error;
  }
}

/** An open file: its keys and shapes, and its tensors on demand. */
export class SafetensorsFile {
  #descriptor: number | null;
  #map: MappedFile | null = null;
  /** Bytes of the file when it was opened. */
  readonly #size: number;
  readonly #header: SafetensorsHeader;

  /** Use `readSafetensors`. */
  constructor(
    readonly path: string,
    descriptor: number,
    header: SafetensorsHeader,
  ) {
    this.#size = fstatSync(descriptor).size;
    this.#descriptor = descriptor;
    this.#header = header;
  }

  /** The file's string metadata, empty when it has none. */
  get metadata(): ReadonlyMap<string, string> {
    return this.#header.metadata ?? new Map();
  }

  /** Names of all tensors in the order of their data. */
  keys(): string[] {
    return [...this.#header.entries.keys()];
  }

  has(key: string): boolean {
    return this.#header.entries.has(key);
  }

  shape(key: string): readonly number[] {
    return this.#entry(key).shape;
  }

  dtype(key: string): FileDType {
    return this.#entry(key).dtype;
  }

  /**
   * The tensor as a view of the mapped file (copy on write: changes never reach the file; booleans are copied). It stays
   * valid after `close`, and after the file is replaced or deleted. Where somebody cuts the file itself short meanwhile,
   * whatever reads the tensor throws and names the file.
   * @throws SafetensorsError for an unknown key or a type that the engine lacks (see `raw`).
   */
  tensor(key: string): Tensor {
    const { dtype, shape, begin } = this.#entry(key);
    if (!isEngineDType(dtype)) {
      throw new SafetensorsError(
        `${this.path}: tensor "${key}" is ${dtype}, which libtorch lacks; read it with raw() and decodeRaw()`,
      );
    }
    this.#open();
    this.#map ??= this.#mapped();
    const at = this.#header.dataStart + begin;
    if (dtype !== "bool") return this.#map.tensor(at, dtype, shape);
    // Any byte but 0 means true in a file; in the engine only 1 does.
    const map = this.#map;
    return scope(() => map.tensor(at, "uint8", shape).ne(0));
  }

  /** Bytes that `tensor` copies: 0 for a view of the file, all of them where the file does not align them, and of booleans. */
  copiedBytes(key: string): number {
    const { dtype, begin, end } = this.#entry(key);
    const views =
      isEngineDType(dtype) && dtype !== "bool" && MappedFile.isAligned(this.#header.dataStart + begin, dtype);
    return views ? 0 : end - begin;
  }

  /** Every tensor (that `wanted` accepts) by key. */
  tensors(wanted: (key: string) => boolean = () => true): Map<string, Tensor> {
    return new Map(
      this.keys()
        .filter(wanted)
        .map((key) => [key, this.tensor(key)]),
    );
  }

  /** A copy of the tensor's bytes, for any type. */
  raw(key: string): RawTensor {
    const { dtype, shape, begin, end } = this.#entry(key);
    const bytes = new Uint8Array(end - begin);
    readFully(this.#open(), bytes, this.#header.dataStart + begin);
    return { dtype, shape, bytes };
  }

  /** Lets go of the file; tensors that were read stay valid. */
  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#map?.close();
    this.#descriptor = this.#map = null;
  }

  /** The same as close, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #open(): number {
    if (this.#descriptor === null) throw new SafetensorsError(`${this.path} is closed`);
    return this.#descriptor;
  }

  #mapped(): MappedFile {
    const map = new MappedFile(this.path);
    if (map.size === this.#size) return map;
    map.close();
    throw new SafetensorsError(`${this.path} has ${map.size} bytes; it had ${this.#size} when it was opened`);
  }

  #entry(key: string): SafetensorsEntry {
    const entry = this.#header.entries.get(key);
    if (!entry) throw new SafetensorsError(`${this.path} has no tensor "${key}" among its ${this.keys().length}`);
    return entry;
  }
}

function readHeader(descriptor: number): SafetensorsHeader {
  const { size } = fstatSync(descriptor);
  const start = new Uint8Array(Math.min(size, 8));
  readFully(descriptor, start, 0);
  const bytes = new Uint8Array(8 + safetensorsHeaderLength(start, size));
  readFully(descriptor, bytes, 0);
  return parseSafetensorsHeader(bytes, size);
}
