// Values of the element types that libtorch 1.13 lacks, in a type that it has.
import { fromTypedArray } from "../ops.js";
import type { Tensor } from "../tensor.js";
import { SafetensorsError } from "./header.js";
import type { RawTensor } from "./read.js";

/**
 * The values of raw bytes as a tensor that the engine can hold, exactly: 8-bit floats as float32, uint16 as int32,
 * uint32 and uint64 as int64.
 * @throws SafetensorsError for packed 4- and 6-bit floats, complex numbers, and a uint64 of 2^63 or more.
 */
export function decodeRaw({ dtype, shape, bytes }: RawTensor): Tensor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (dtype) {
    case "float8_e4m3fn":
      return byTable(bytes, shape, (code) => small(code, 4, 3, (code & 0x7f) === 0x7f));
    case "float8_e5m2":
      return byTable(bytes, shape, (code) => small(code, 5, 2, (code & 0x7f) > 0x7c));
    case "float8_e8m0fnu":
      return byTable(bytes, shape, (code) => (code === 255 ? Number.NaN : 2 ** (code - 127)));
    case "uint16":
      return fromTypedArray(
        Int32Array.from({ length: bytes.length / 2 }, (_, i) => view.getUint16(2 * i, true)),
        shape,
      );
    case "uint32":
      return integers(bytes.length / 4, shape, (i) => BigInt(view.getUint32(4 * i, true)));
    case "uint64":
      return integers(bytes.length / 8, shape, (i) => view.getBigUint64(8 * i, true));
    default:
      throw new SafetensorsError(`values of type ${dtype} have no exact counterpart in the engine`);
  }
}

/** A sign bit, exponent bits and mantissa bits; e5m2 has infinities, e4m3fn uses those codes for numbers. */
function small(code: number, exponentBits: number, mantissaBits: number, undefinedCode: boolean): number {
  if (undefinedCode) return Number.NaN;
  const sign = code & 0x80 ? -1 : 1;
  const exponent = (code & 0x7f) >> mantissaBits;
  const fraction = (code & (2 ** mantissaBits - 1)) / 2 ** mantissaBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponentBits === 5 && exponent === 31) return sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias));
}

function byTable(codes: Uint8Array, shape: readonly number[], decode: (code: number) => number): Tensor {
  const table = Float32Array.from({ length: 256 }, (_, code) => decode(code));
  return fromTypedArray(
    Float32Array.from(codes, (code) => table[code]),
    shape,
  );
}

function integers(length: number, shape: readonly number[], at: (index: number) => bigint): Tensor {
  const values = BigInt64Array.from({ length }, (_, i) => {
    const value = at(i);
    if (value >= 2n ** 63n) throw new SafetensorsError(`the uint64 value ${value} does not fit an int64`);
    return value;
  });
  return fromTypedArray(values, shape);
}
