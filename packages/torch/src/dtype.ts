// Element types: their names here, libtorch's numbers, and the typed array that carries each on the host.

/** Element types a tensor may have. */
export type DType =
  | "float32"
  | "float64"
  | "float16"
  | "bfloat16"
  | "int64"
  | "int32"
  | "int16"
  | "int8"
  | "uint8"
  | "bool";

/** What a scalar argument of an operator may be. A number that is exactly an integer stays one. */
export type Scalar = number | boolean | bigint;

/** How the elements of a tensor lie in memory. */
export type MemoryFormat = "contiguous" | "preserve" | "channelsLast";

export type TypedArray =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** c10::ScalarType. */
const CODES: Record<DType, number> = {
  uint8: 0,
  int8: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  float16: 5,
  float32: 6,
  float64: 7,
  bool: 11,
  bfloat16: 15,
};

const NAMES = new Map(Object.entries(CODES).map(([name, code]) => [code, name as DType]));

/** Bytes of one element. */
export const ELEMENT_BYTES: Record<DType, number> = {
  uint8: 1,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float16: 2,
  float32: 4,
  float64: 8,
  bool: 1,
  bfloat16: 2,
};

/** libtorch's number of an element type. Throws for an unknown name. */
export function dtypeCode(dtype: DType): number {
  const code = CODES[dtype];
  if (code === undefined) throw new TypeError(`unknown dtype "${dtype}"; known are ${Object.keys(CODES).join(", ")}`);
  return code;
}

/** The name of libtorch's element type number. Throws for one without a counterpart here (complex, quantised). */
export function dtypeName(code: number): DType {
  const name = NAMES.get(code);
  if (name === undefined) throw new TypeError(`the tensor has an element type that is not supported here (${code})`);
  return name;
}

export function isFloating(dtype: DType): boolean {
  return dtype.startsWith("float") || dtype === "bfloat16";
}

/** The element type a typed array means when nobody says otherwise. */
export function dtypeOfArray(array: TypedArray): DType {
  if (array instanceof Float32Array) return "float32";
  if (array instanceof Float64Array) return "float64";
  if (array instanceof BigInt64Array) return "int64";
  if (array instanceof Int32Array) return "int32";
  if (array instanceof Int16Array) return "int16";
  if (array instanceof Int8Array) return "int8";
  if (array instanceof Uint8Array || array instanceof Uint8ClampedArray) return "uint8";
  throw new TypeError("a Uint16Array needs an explicit dtype: float16, bfloat16 or int16");
}

/** An empty host array for tensors of an element type: float16 and bfloat16 widen to Float32Array, bool is 0 or 1. */
export function hostArray(dtype: DType, length: number): TypedArray {
  switch (dtype) {
    case "float64":
      return new Float64Array(length);
    case "int64":
      return new BigInt64Array(length);
    case "int32":
      return new Int32Array(length);
    case "int16":
      return new Int16Array(length);
    case "int8":
      return new Int8Array(length);
    case "uint8":
    case "bool":
      return new Uint8Array(length);
    default:
      return new Float32Array(length);
  }
}
