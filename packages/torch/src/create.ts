// Tensors from JavaScript values: numbers, nested lists, typed arrays.
import { type DType, dtypeCode, dtypeOfArray, hostArray, type TypedArray } from "./dtype.js";
import { native } from "./loader.js";
import { Tensor } from "./tensor.js";

/** Numbers, booleans or big integers in nested lists of equal lengths. */
export type NestedData = number | boolean | bigint | readonly NestedData[];

export interface TensorOptions {
  /** Default: the shape of the nested lists, or one dimension for a typed array. */
  shape?: readonly number[];
  /** Default: float32 for numbers, bool for booleans, int64 for big integers, the array's own type for typed arrays. */
  dtype?: DType;
  device?: string;
  requiresGrad?: boolean;
}

function shapeOf(data: NestedData): number[] {
  const shape: number[] = [];
  const seen = new Set<unknown>();
  for (let level = data; Array.isArray(level); level = level[0] as NestedData) {
    if (seen.has(level)) throw new TypeError("tensor: a list contains itself");
    seen.add(level);
    shape.push(level.length);
    if (level.length === 0) break;
  }
  return shape;
}

function flatten(data: NestedData, shape: readonly number[], depth: number, into: (number | boolean | bigint)[]): void {
  if (depth === shape.length) {
    if (Array.isArray(data)) throw new TypeError("tensor: the lists are nested to different depths");
    into.push(data as number | boolean | bigint);
    return;
  }
  if (!Array.isArray(data) || data.length !== shape[depth]) {
    const found = Array.isArray(data) ? `a list of ${data.length}` : "a number";
    throw new TypeError(`tensor: expected a list of ${shape[depth]} at depth ${depth}, got ${found}`);
  }
  for (const item of data) flatten(item, shape, depth + 1, into);
}

function fromNested(data: NestedData, dtype: DType | undefined, wantedShape: readonly number[] | undefined): Tensor {
  const shape = shapeOf(data);
  const values: (number | boolean | bigint)[] = [];
  flatten(data, shape, 0, values);
  const first = typeof values[0];
  const type = dtype ?? (first === "boolean" ? "bool" : first === "bigint" ? "int64" : "float32");
  const narrow = type === "float16" || type === "bfloat16";
  const host = hostArray(type, values.length);
  if (host instanceof BigInt64Array) {
    for (let i = 0; i < values.length; i++) host[i] = BigInt(values[i]);
  } else {
    for (let i = 0; i < values.length; i++) host[i] = type === "bool" ? (values[i] ? 1 : 0) : Number(values[i]);
  }
  const made = new Tensor(
    native.fromTypedArray(host, wantedShape ?? shape, dtypeCode(narrow ? "float32" : type), true),
  );
  return narrow ? replace(made, made.to(type)) : made;
}

function replace(before: Tensor, after: Tensor): Tensor {
  if (after !== before) before.dispose();
  return after;
}

/** A new tensor with a copy of the data. Throws when nested lists are ragged or the shape does not fit. */
export function tensor(data: NestedData | TypedArray, options: TensorOptions = {}): Tensor {
  const { shape, dtype, device, requiresGrad } = options;
  let made: Tensor;
  if (ArrayBuffer.isView(data)) {
    made = fromTypedArray(data as TypedArray, shape ?? [data.length], { copy: true });
    if (dtype !== undefined) made = replace(made, made.to(dtype));
  } else {
    made = fromNested(data, dtype, shape);
  }
  if (device !== undefined) made = replace(made, made.to({ device }));
  if (requiresGrad) made.requiresGrad = true;
  return made;
}

/**
 * A tensor of a typed array's elements. Over a SharedArrayBuffer it looks at that memory and keeps it alive, and writes go
 * both ways; with `copy`, and on any device but the CPU, it owns a copy. Of any other buffer it always does: JavaScript may
 * resize such a buffer, transfer it or hand it to a stream. To share memory with ordinary code use `Tensor.bytes`.
 * @param dtype how to read the bytes: a Uint16Array holds float16, bfloat16 or int16; a Uint8Array uint8 or bool
 */
export function fromTypedArray(
  array: TypedArray,
  shape: readonly number[],
  { dtype = dtypeOfArray(array), copy = false, device }: { dtype?: DType; copy?: boolean; device?: string } = {},
): Tensor {
  const made = new Tensor(native.fromTypedArray(array, shape, dtypeCode(dtype), copy));
  return device === undefined || device === made.device ? made : replace(made, made.to({ device }));
}

/**
 * An int64 tensor of whole numbers that count rows, as `indexSelect` takes them; counted in 32 bits, which costs a tenth of
 * making big integers one by one.
 */
export function indices(values: readonly number[], device?: string): Tensor {
  return tensor(Int32Array.from(values), { dtype: "int64", device });
}
