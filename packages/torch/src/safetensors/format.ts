// The element types that a safetensors file can hold, their sizes, and their names in the engine.
import type { DType } from "../dtype.js";

/** Element types that a file can hold and libtorch 1.13 does not have: readable as raw bytes. */
export type ForeignDType =
  | "float4_e2m1"
  | "float6_e2m3"
  | "float6_e3m2"
  | "float8_e5m2"
  | "float8_e4m3fn"
  | "float8_e8m0fnu"
  | "uint16"
  | "uint32"
  | "uint64"
  | "complex64";

/** Name of an element type by PyTorch's convention. */
export type FileDType = DType | ForeignDType;

interface Format {
  readonly code: string;
  readonly dtype: FileDType;
  readonly bits: number;
  readonly inEngine: boolean;
}

const format = (code: string, dtype: FileDType, bits: number, inEngine = true): Format => ({
  code,
  dtype,
  bits,
  inEngine,
});

/** Every element type in the official order; files store tensors of later types first. */
const FORMATS: readonly Format[] = [
  format("BOOL", "bool", 8),
  format("F4", "float4_e2m1", 4, false),
  format("F6_E2M3", "float6_e2m3", 6, false),
  format("F6_E3M2", "float6_e3m2", 6, false),
  format("U8", "uint8", 8),
  format("I8", "int8", 8),
  format("F8_E5M2", "float8_e5m2", 8, false),
  format("F8_E4M3", "float8_e4m3fn", 8, false),
  format("F8_E8M0", "float8_e8m0fnu", 8, false),
  format("I16", "int16", 16),
  format("U16", "uint16", 16, false),
  format("F16", "float16", 16),
  format("BF16", "bfloat16", 16),
  format("I32", "int32", 32),
  format("U32", "uint32", 32, false),
  format("F32", "float32", 32),
  format("C64", "complex64", 64, false),
  format("F64", "float64", 64),
  format("I64", "int64", 64),
  format("U64", "uint64", 64, false),
];

const byCode = new Map(FORMATS.map((entry) => [entry.code, entry]));
const byDType = new Map(FORMATS.map((entry) => [entry.dtype, entry]));

/** The type with this code in a file (`"BF16"`), undefined for an unknown one. */
export function dtypeOfCode(code: string): FileDType | undefined {
  return byCode.get(code)?.dtype;
}

/** The code in a file: `"bfloat16"` -> `"BF16"`. */
export function codeOf(dtype: FileDType): string {
  return byDType.get(dtype)!.code;
}

/** Size of one element in bits (types below a byte are packed). */
export function bitsOf(dtype: FileDType): number {
  return byDType.get(dtype)!.bits;
}

/** True when the engine can hold such a tensor. */
export function isEngineDType(dtype: FileDType): dtype is DType {
  return byDType.get(dtype)!.inEngine;
}

/** Place in the official order of types. */
export function rankOf(dtype: FileDType): number {
  return FORMATS.indexOf(byDType.get(dtype)!);
}
