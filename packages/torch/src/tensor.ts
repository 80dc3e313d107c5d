// Tensor: a handle to a tensor of libtorch. Operators are added to it by generated/methods.ts.
import { type DType, dtypeName, hostArray, type TypedArray } from "./dtype.js";
import { native } from "./loader.js";
import { adopt, disown, type Owner } from "./ownership.js";

export type { DType } from "./dtype.js";

/** Nested lists as `toArray` gives them. */
export type NestedNumbers = number | NestedNumbers[];

const EXACT = 2n ** 53n;

function refuseInexact(values: BigInt64Array): void {
  const found = values.find((value) => value > EXACT || value < -EXACT);
  if (found === undefined) return;
  throw new RangeError(`toArray: ${found} is beyond 2^53, where numbers are not exact; use toTypedArray()`);
}

/**
 * An n-dimensional array. Memory is explicit: a tensor lives until `dispose()` or the end of the scope it was made in.
 * Every use after that throws.
 */
export class Tensor {
  /** The slot in the engine's table; 0 once disposed. */
  handle: number;
  /** Who frees this tensor: a scope, or null when it is kept or was made outside any scope. */
  owner: Owner | null = null;
  #shape: readonly number[] | undefined;
  #dtype: DType | undefined;

  /** Takes over a handle that the addon returned. Not for use outside this package. */
  constructor(handle: number) {
    this.handle = handle;
    adopt(this);
  }

  get shape(): readonly number[] {
    return (this.#shape ??= native.shape(this.handle));
  }
  get dtype(): DType {
    return (this.#dtype ??= dtypeName(native.dtype(this.handle)));
  }
  get device(): string {
    return native.device(this.handle);
  }
  get ndim(): number {
    return this.shape.length;
  }
  get numel(): number {
    return native.numel(this.handle);
  }
  get strides(): readonly number[] {
    return native.strides(this.handle);
  }
  get isContiguous(): boolean {
    return native.isContiguous(this.handle);
  }
  get disposed(): boolean {
    return this.handle === 0;
  }

  /** Whether operations on this tensor are recorded for `backward`. Only leaves of floating type may be set. */
  get requiresGrad(): boolean {
    return native.requiresGrad(this.handle);
  }
  set requiresGrad(on: boolean) {
    native.setRequiresGrad(this.handle, on);
  }
  get isLeaf(): boolean {
    return native.isLeaf(this.handle);
  }
  /** The gradient that `backward` accumulated, null before. Each read makes a new handle to the same values. */
  get grad(): Tensor | null {
    const handle = native.gradOf(this.handle);
    return handle === null ? null : new Tensor(handle);
  }
  set grad(value: Tensor | null) {
    native.setGrad(this.handle, value === null ? null : value.handle);
  }

  /**
   * Accumulates gradients of this tensor into the leaves it was computed from.
   * @param gradient same shape as this tensor; may be left out for a single element
   */
  backward(
    gradient?: Tensor | null,
    { retainGraph = false, createGraph = false }: { retainGraph?: boolean; createGraph?: boolean } = {},
  ): void {
    const gradients = Int32Array.of(gradient == null ? -1 : gradient.handle);
    native.backward(Int32Array.of(this.handle), gradients, retainGraph || createGraph, createGraph);
  }

  /**
   * The only element, as a number (booleans as 0 or 1). Throws when there is not exactly one, and for an integer beyond
   * 2^53, which no number holds exactly.
   */
  item(): number {
    return Number(native.item(this.handle));
  }

  /** A host copy, row-major. bfloat16 and float16 come as Float32Array, int64 as BigInt64Array, bool as 0 and 1. */
  toTypedArray(): TypedArray {
    const array = hostArray(this.dtype, this.numel);
    native.copyTo(this.handle, array);
    return array;
  }

  /** Nested lists of numbers (booleans as 0 or 1). Throws for integers beyond 2^53: `toTypedArray` has them exactly. */
  toArray(): NestedNumbers {
    const flat = this.toTypedArray();
    if (flat instanceof BigInt64Array) refuseInexact(flat);
    const shape = this.shape;
    let position = 0;
    const nest = (depth: number): NestedNumbers => {
      if (depth === shape.length) return Number(flat[position++]);
      return Array.from({ length: shape[depth] }, () => nest(depth + 1));
    };
    return nest(0);
  }

  /** Writes the elements, row-major and converted, into an array of as many elements. */
  copyTo(array: TypedArray): void {
    native.copyTo(this.handle, array);
  }

  /**
   * The tensor's own bytes (contiguous, on the CPU), without a copy. They stay valid whatever becomes of the tensor; a
   * `resize_` to more than its memory holds is refused from now on, as it would move them.
   */
  bytes(): Uint8Array {
    return new Uint8Array(native.hostView(this.handle));
  }

  /** Takes the tensor out of its scope: it lives until `dispose`. */
  keep(): this {
    disown(this);
    return this;
  }

  /** Frees the tensor now. Doing it twice is harmless. */
  dispose(): void {
    if (this.handle === 0) return;
    const handle = this.handle;
    if (this.owner === null) disown(this, true);
    this.handle = 0;
    this.#shape = undefined;
    native.release(handle);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Forgets what was cached, after an in-place operator that changes the shape. Not for use outside this package. */
  refresh(): this {
    this.#shape = undefined;
    return this;
  }

  toString(): string {
    if (this.disposed) return "Tensor(disposed)";
    return `Tensor([${this.shape.join(", ")}], ${this.dtype}, ${this.device})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
