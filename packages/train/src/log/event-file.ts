// TensorBoard's event files: length-prefixed protocol buffers with masked CRC-32C, written without a dependency.
import { appendFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** CRC-32C (Castagnoli) of some bytes. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** TFRecord rotates and offsets its checksums so that a checksum of checksums stays sound. */
const maskedCrc = (bytes: Uint8Array) => {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
};

/** Appends scalars to one event file of a run. */
export class EventFile {
  readonly #path: string;

  constructor(folder: string, time = Date.now()) {
    this.#path = join(folder, `events.out.tfevents.${Math.floor(time / 1000)}.${hostname()}`);
    this.#append(message(double(1, time / 1000), bytesField(3, Buffer.from("brain.Event:2"))));
  }

  /** Writes named numbers of one step. */
  scalars(step: number, values: Record<string, number>, time = Date.now()): void {
    const summary = Object.entries(values).map(([tag, value]) =>
      bytesField(1, message(bytesField(1, Buffer.from(tag)), float(2, value))),
    );
    this.#append(message(double(1, time / 1000), varintField(2, step), bytesField(5, message(...summary))));
  }

  #append(record: Buffer): void {
    const header = Buffer.alloc(12);
    header.writeBigUInt64LE(BigInt(record.length));
    header.writeUInt32LE(maskedCrc(header.subarray(0, 8)), 8);
    const footer = Buffer.alloc(4);
    footer.writeUInt32LE(maskedCrc(record));
    appendFileSync(this.#path, Buffer.concat([header, record, footer]));
  }
}

const message = (...fields: Buffer[]) => Buffer.concat(fields);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest < 128 ? rest : (rest % 128) | 0x80);
    if (rest < 128) return Buffer.from(bytes);
  }
}

const varintField = (field: number, value: number) => Buffer.concat([varint(field << 3), varint(value)]);
const bytesField = (field: number, bytes: Uint8Array) =>
  Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);

function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = (field << 3) | 1;
  bytes.writeDoubleLE(value, 1);
  return bytes;
}

function float(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes[0] = (field << 3) | 5;
  bytes.writeFloatLE(value, 1);
  return bytes;
}
