// Writing a safetensors file, byte for byte as the official library does.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { noGrad } from "../autograd.js";
import { ELEMENT_BYTES } from "../dtype.js";
import { scope } from "../scope.js";
import { Tensor } from "../tensor.js";
import { bitsOf, codeOf, rankOf } from "./format.js";
import { MAX_HEADER_BYTES, SafetensorsError } from "./header.js";
import type { RawTensor } from "./read.js";

/** Strings by key; the official library keeps no order, so neither does a reader have to. */
export type SafetensorsMetadata = ReadonlyMap<string, string> | Readonly<Record<string, string>>;

/**
 * Writes tensors (any stride and device; or raw bytes) to `path`. The file appears under its name when it is complete:
 * an existing file of that name, even one that is mapped, stays whole until then.
 * @param options.fsync also waits until file and name are on the disk (for checkpoints), default false
 * @throws SafetensorsError for what no reader would take: a header above 100,000,000 bytes, names that are no Unicode,
 * raw bytes that do not fit their shape. The system's error (disk full, no permission). Nothing is left behind then.
 */
export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, Tensor | RawTensor>,
  metadata: SafetensorsMetadata | null = null,
  options: { fsync?: boolean } = {},
): void {
  const partial = `${path}.${process.pid}.partial`;
  const ordered = inFileOrder(tensors);
  const header = safetensorsHeader(ordered, metadata, path);
  const descriptor = openSync(partial, "w");
  try {
    writeFully(descriptor, header);
    for (const [, tensor] of ordered) writeTensor(descriptor, tensor);
    if (options.fsync) fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(partial, path);
  } catch (error) {
    closeQuietly(descriptor);
    rmSync(partial, { force: true });
    throw error;
  }
  if (options.fsync) syncDirectory(dirname(path));
}

type Ordered = readonly (readonly [name: string, tensor: Tensor | RawTensor])[];

/** Types with later rank (wider alignment) first, then by the bytes of the name. */
function inFileOrder(tensors: ReadonlyMap<string, Tensor | RawTensor>): Ordered {
  return [...tensors].sort(
    ([aName, a], [bName, b]) =>
      rankOf(b.dtype) - rankOf(a.dtype) || Buffer.compare(Buffer.from(aName), Buffer.from(bName)),
  );
}

/** Length field and JSON header for tensors in this order, padded with spaces to a multiple of 8 bytes. */
function safetensorsHeader(tensors: Ordered, metadata: SafetensorsMetadata | null, path: string): Uint8Array {
  const quoted = (text: unknown): string => {
    if (typeof text === "string" && !/\p{Surrogate}/u.test(text)) return JSON.stringify(text);
    throw new SafetensorsError(
      `${path}: ${JSON.stringify(text)} is no Unicode text, and no reader would take the file`,
    );
  };
  const fields: string[] = [];
  if (metadata) {
    const pairs = metadata instanceof Map ? metadata : new Map(Object.entries(metadata));
    fields.push(`"__metadata__":{${[...pairs].map(([key, value]) => `${quoted(key)}:${quoted(value)}`).join(",")}}`);
  }
  let end = 0;
  for (const [name, tensor] of tensors) {
    if (name === "__metadata__") throw new RangeError('a tensor cannot be named "__metadata__"');
    const [begin, shape] = [end, JSON.stringify(tensor.shape)];
    end += byteLength(name, tensor, path);
    const entry = `{"dtype":"${codeOf(tensor.dtype)}","shape":${shape},"data_offsets":[${begin},${end}]}`;
    fields.push(`${quoted(name)}:${entry}`);
  }
  const json = Buffer.from(`{${fields.join(",")}}`);
  const length = Math.ceil(json.length / 8) * 8;
  if (length > MAX_HEADER_BYTES) {
    throw new SafetensorsError(
      `${path}: names and metadata make a header of ${length} bytes; readers take at most ${MAX_HEADER_BYTES}`,
    );
  }
  const header = Buffer.alloc(8 + length, " ");
  header.writeBigUInt64LE(BigInt(length));
  json.copy(header, 8);
  return header;
}

function byteLength(name: string, tensor: Tensor | RawTensor, path: string): number {
  if (tensor instanceof Tensor) return tensor.numel * ELEMENT_BYTES[tensor.dtype];
  const { shape, dtype, bytes } = tensor;
  const bits = shape.reduce((product, extent) => product * extent, bitsOf(dtype));
  if (shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0) && bits === bytes.length * 8)
    return bytes.length;
  throw new SafetensorsError(
    `${path}: tensor "${name}", ${dtype} of shape [${shape}], has ${bytes.length} bytes where ${bits / 8} are needed`,
  );
}

function writeTensor(descriptor: number, tensor: Tensor | RawTensor): void {
  if (!(tensor instanceof Tensor)) {
    writeFully(descriptor, tensor.bytes);
    return;
  }
  // One tensor at a time comes to the host; one that lies there row-major is written from its own memory.
  scope(() => {
    const host = noGrad(() => tensor.to({ device: "cpu" }).contiguous());
    writeFully(descriptor, host.bytes());
  });
}

function writeFully(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, Math.min(bytes.length - done, 2 ** 30));
  }
}

function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // already closed: the error that led here is the one to report
  }
}

function syncDirectory(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
