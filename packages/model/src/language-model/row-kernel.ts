// The kernels for a product with one row, which decoding one answer on a CPU spends its time on, and with the many of a prompt.
// libtorch packs the whole weight for a matrix product even with one row, which costs float32 three to four times the reading
// of it. It multiplies 16 bits far slower than it reads them where the processor has no instruction for that; where it has one,
// a prompt is read several times as fast as with weights widened to float32.
import { type DType, inferenceMode, linear, narrowLinear, ones, scope, type Tensor } from "@refvlm/torch";

type Product = (weight: Tensor, row: Tensor, bias: Tensor | null) => Tensor;

/** In the weight's element type, with the result in the row's. */
const inType =
  (product: Product): Product =>
  (weight, row, bias) =>
    product(weight, row.to(weight.dtype), bias?.to(weight.dtype) ?? null).to(row.dtype);

/** Ways to W x + b for one row x [1, in] and W [out, in]; all but `mv` take more rows. The results have one or two dimensions. */
export const rowKernels = {
  linear: inType((weight, row, bias) => linear(row, weight, bias)),
  mv: inType((weight, row, bias) => {
    const x = row.squeeze(0);
    return bias ? bias.addmv(weight, x) : weight.mv(x);
  }),
  /** Of 16-bit weights, in float32. */
  narrow: ((weight, row, bias) =>
    narrowLinear(row.to("float32"), weight, bias?.to("float32") ?? null).to(row.dtype)) as Product,
} as const;
export type RowKernel = keyof typeof rowKernels;

/** The kernels that weights of a type can be multiplied by; libtorch 1.13 has no products of float16 on CPUs. */
export function kernelsFor(dtype: DType): RowKernel[] {
  if (dtype === "float16") return ["narrow"];
  return dtype === "bfloat16" ? ["narrow", "linear", "mv"] : ["mv", "linear"];
}

/** By element type: what is right on the machines that we know. */
const chosen = new Map<DType, RowKernel>([
  ["float32", "mv"],
  ["bfloat16", "narrow"],
  ["float16", "narrow"],
]);

/** The kernel for weights of a type. */
export function rowKernel(dtype: DType): RowKernel {
  return chosen.get(dtype) ?? "linear";
}

export function useRowKernel(dtype: DType, kernel: RowKernel): void {
  chosen.set(dtype, kernel);
}

/** How much faster another kernel must be: results differ in their last bits, so nothing is changed for little. */
const WORTH = 1.3;

/** Takes the quickest kernel for weights of this type, measured in about a tenth of a second. For large networks only: see `WORTH`. */
export function measureRowKernel(dtype: DType): void {
  const [quickest, factor] = quickestOf(kernelsFor(dtype), rowKernel(dtype), [2048, 4096], 1, dtype);
  if (factor > WORTH) useRowKernel(dtype, quickest);
}

/** From so many rows on a product is a prompt's: what is asked side by side, token by token, has fewer. */
export const MANY_ROWS = 32;

/** By element type, where it is not `narrow`. */
const chosenForMany = new Map<DType, RowKernel>();

/** The kernel for many float32 rows and weights of 16 bits. */
export function manyRowsKernel(dtype: DType): RowKernel {
  return chosenForMany.get(dtype) ?? "narrow";
}

export function useManyRowsKernel(dtype: DType, kernel: RowKernel): void {
  chosenForMany.set(dtype, kernel);
}

/** How much faster products of 16 bits must be, since they round a prompt's states. */
const WORTH_ROUNDING = 2;

/** Takes products of 16 bits for prompts where the processor has instructions for them: some four times as fast, measured at once. */
export function measureManyRowsKernel(dtype: DType): void {
  if (dtype !== "bfloat16") return;
  const [quickest, factor] = quickestOf(["narrow", "linear"], manyRowsKernel(dtype), [1024, 512], MANY_ROWS, dtype);
  if (factor > WORTH_ROUNDING) useManyRowsKernel(dtype, quickest);
}

/** The quickest kernel, and how many times as fast as the usual one it is. */
function quickestOf(
  names: readonly RowKernel[],
  usual: RowKernel,
  shape: [number, number],
  rows: number,
  dtype: DType,
): [RowKernel, number] {
  const times = inferenceMode(() =>
    scope(() => {
      const [weight, x] = [ones(shape, { dtype }), ones([rows, shape[1]])];
      return new Map(names.map((name) => [name, shortest(() => rowKernels[name](weight, x, null))]));
    }),
  );
  const [[quickest, time]] = [...times].sort(([, a], [, b]) => a - b);
  return [quickest, times.get(usual)! / time];
}

/** Milliseconds of the shortest of four runs. */
function shortest(run: () => unknown): number {
  const once = () => {
    const began = performance.now();
    scope(() => void run());
    return performance.now() - began;
  };
  return Math.min(once(), once(), once(), once());
}
