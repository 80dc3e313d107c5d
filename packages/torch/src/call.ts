// What generated operators are made of: resolving operators, unwrapping arguments, wrapping results.
import { type DType, dtypeCode, type MemoryFormat } from "./dtype.js";
import { call, declareOperator } from "./loader.js";
import type { Generator } from "./random.js";
import { Tensor } from "./tensor.js";

/** How a loss reduces: each element's, their mean, or their sum. */
export type Reduction = "none" | "mean" | "sum";

/** Integers for a size or a list of dimensions; one number stands for a list of one (or for all, as in `int[2]`). */
export type Ints = number | readonly number[] | Int32Array;

export { call };

/** The id of an operator overload whose JavaScript positions carry these schema arguments. */
export function op(name: string, overload: string, argumentNames: string): number {
  return declareOperator(`aten::${name}`, overload, argumentNames);
}

export function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}

export function isScalar(value: unknown): boolean {
  const type = typeof value;
  return type === "number" || type === "boolean" || type === "bigint";
}

export function isInts(value: unknown): boolean {
  if (typeof value === "number") return true;
  if (Array.isArray(value)) return value.length === 0 || typeof value[0] === "number";
  return ArrayBuffer.isView(value);
}

export function isTensors(value: unknown): boolean {
  return Array.isArray(value) && (value.length === 0 || value[0] instanceof Tensor || value[0] === null);
}

/** A trailing options object, as opposed to a tensor, a list or a generator. */
export function isOptions(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The handle of a tensor; anything else goes on as what it is, for the door to name in its error. */
export function h(value: Tensor | null | undefined): number | null | undefined {
  return value instanceof Tensor ? value.handle : stranger(value);
}

function stranger(value: unknown): null | undefined {
  // A bare number must not pass for a handle.
  if (typeof value === "number") return String(value) as unknown as undefined;
  return value as null | undefined;
}

/** The handles of a list of tensors; null elements become -1. */
export function hs(list: readonly (Tensor | null)[] | null | undefined): Int32Array | null | undefined {
  if (!Array.isArray(list)) return list as null | undefined;
  const handles = new Int32Array(list.length);
  for (let i = 0; i < list.length; i++) handles[i] = list[i] === null ? -1 : (list[i] as Tensor).handle;
  return handles;
}

export function dt(dtype: DType | null | undefined): number | null | undefined {
  return dtype == null ? dtype : dtypeCode(dtype);
}

/** The number of a word; a bare number must not pass for one, as libtorch does not check it. */
function coded<K extends string>(codes: Record<K, number>, word: K | null | undefined): number | null | undefined {
  if (word == null) return word;
  if (Object.hasOwn(codes, word)) return codes[word];
  throw new TypeError(`"${word}" is none of ${Object.keys(codes).join(", ")}`);
}

const FORMATS: Record<MemoryFormat, number> = { contiguous: 0, preserve: 1, channelsLast: 2 };

export function mf(format: MemoryFormat | null | undefined): number | null | undefined {
  return coded(FORMATS, format);
}

const REDUCTIONS: Record<Reduction, number> = { none: 0, mean: 1, sum: 2 };

export function red(reduction: Reduction | null | undefined): number | null | undefined {
  return coded(REDUCTIONS, reduction);
}

export function gen(generator: Generator | null | undefined): number | null | undefined {
  return generator == null ? generator : generator.id;
}

export function w(handle: unknown): Tensor {
  return new Tensor(handle as number);
}

export function ws(handles: unknown): Tensor[] {
  return (handles as number[]).map((handle) => new Tensor(handle));
}

/** Marks a fresh tensor as a leaf that wants gradients. */
export function leaf(tensor: Tensor, requiresGrad: boolean | undefined): Tensor {
  if (requiresGrad) tensor.requiresGrad = true;
  return tensor;
}

/** Several results, each wrapped by its type. */
export function tuple(values: unknown, types: readonly string[]): unknown[] {
  const list = values as unknown[];
  return types.map((type, i) => (type === "Tensor" ? w(list[i]) : type === "Tensor[]" ? ws(list[i]) : list[i]));
}
