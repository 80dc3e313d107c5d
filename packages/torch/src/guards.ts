// Arguments with which libtorch itself would crash or read beyond a tensor: operators marked -guarded in ops.txt ask here
// first. Each guard takes its operator's arguments and throws where libtorch fails to.
import type { Scalar } from "./dtype.js";
import { Tensor } from "./tensor.js";

/** Sizes and offsets up to here cannot overflow when libtorch multiplies them by an element's size. */
const LARGEST = Number.MAX_SAFE_INTEGER;

function wide({ dtype }: Tensor): number {
  return dtype === "int64" ? 64 : dtype === "int32" ? 32 : /^(u?int|bool)/.test(dtype) ? 8 : 0;
}

/** Bits of the integers that a division works in: 0 for floating ones, whose division is always defined. */
function divisionBits(a: Tensor, b: Tensor | Scalar): number {
  if (!(b instanceof Tensor)) return Number.isInteger(Number(b)) ? wide(a) : 0;
  const [bitsA, bitsB] = [wide(a), wide(b)];
  if (bitsA === 0 || bitsB === 0) return 0;
  // A tensor without dimensions does not widen one that has some.
  if (a.ndim > 0 !== b.ndim > 0) return a.ndim > 0 ? bitsA : bitsB;
  return Math.max(bitsA, bitsB);
}

/**
 * The least integer divided by -1 has no result among integers of its width, and processors raise a fault.
 * @throws RangeError where that would happen
 */
function integerDivision(a: unknown, b: unknown): void {
  if (!(a instanceof Tensor)) return;
  const divisor = b instanceof Tensor ? b : (b as Scalar);
  const bits = divisionBits(a, divisor);
  if (bits < 32) return;
  const byMinusOne = divisor instanceof Tensor ? anyTrue(() => divisor.eq(-1)) : Number(divisor) === -1;
  if (!byMinusOne) return;
  const least = -(2n ** BigInt(bits - 1));
  const meets = anyTrue(() => (divisor instanceof Tensor ? a.eq(least).logicalAnd(divisor.eq(-1)) : a.eq(least)));
  if (meets) throw new RangeError(`${least} divided by -1 has no result in ${bits} bits`);
}

function anyTrue(make: () => Tensor): boolean {
  const flags = make();
  const any = flags.any();
  const found = any.item() !== 0;
  flags.dispose();
  any.dispose();
  return found;
}

/** The integers of an index tensor; undefined for anything else, which libtorch refuses by itself. */
function integers(value: unknown): Iterable<number | bigint> | undefined {
  return value instanceof Tensor && wide(value) > 0 ? value.toTypedArray() : undefined;
}

/** Division that rounds (`rounding_mode`); without rounding integers are divided as floating numbers. */
export function div(a: unknown, b: unknown, options?: { roundingMode?: unknown }): void {
  if (options?.roundingMode != null) integerDivision(a, b);
}
export {
  div as div_,
  gridSampler,
  gridSampler as gridSampler2d,
  integerDivision as floorDivide,
  integerDivision as fmod,
  integerDivision as remainder,
  repeats as repeatInterleave,
};

/** The square of the factor must be an integer of 64 bits. */
export function pixelShuffle(_self: unknown, factor: unknown): void {
  if (Number(factor) >= 2 ** 31) throw new RangeError(`pixelShuffle: the factor ${factor} is too large`);
}

/** libtorch checks sizes, strides and offset for the memory that they need, but its sum with the offset wraps around. */
export function asStrided(self: unknown, _size: unknown, _stride: unknown, offset?: unknown, options?: unknown): void {
  const at = offset ?? (options as { storageOffset?: unknown } | undefined)?.storageOffset;
  if (self instanceof Tensor && at != null && Number(at) > LARGEST) {
    throw new RangeError(`asStrided: the offset ${at} lies outside the tensor's memory`);
  }
}

/** The largest value decides about the result's size, which wraps around beyond an int64. */
export function bincount(self: unknown, ..._rest: unknown[]): void {
  for (const value of integers(self) ?? []) {
    if (value > LARGEST) throw new RangeError(`bincount: ${value} is too large for a count of its own`);
  }
}

/** The sum of the repeats decides about the result's size. */
function repeats(self: unknown, given?: unknown, ..._rest: unknown[]): void {
  let sum = 0;
  for (const value of integers(given instanceof Tensor ? given : self) ?? []) sum += Number(value);
  const counts = given instanceof Tensor || given == null || typeof given === "object";
  if (counts && sum > LARGEST) throw new RangeError(`repeatInterleave: ${sum} repeats are too many`);
}

/** Modes that libtorch does not know leave its result unwritten: it shows what the memory held before. */
function gridSampler(
  _input: unknown,
  _grid: unknown,
  interpolation: unknown,
  padding: unknown,
  ..._rest: unknown[]
): void {
  for (const mode of [interpolation, padding]) {
    if (mode !== 0 && mode !== 1 && mode !== 2)
      throw new RangeError(`gridSampler: ${mode} is no mode; there are 0, 1, 2`);
  }
}

/** Another element type would read the storage beyond what was written. */
export function set_(self: unknown, source: unknown): void {
  if (self instanceof Tensor && source instanceof Tensor && self.dtype !== source.dtype) {
    throw new TypeError(`set_: a ${self.dtype} tensor cannot take the memory of a ${source.dtype} one`);
  }
}
