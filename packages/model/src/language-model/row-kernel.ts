// The kernel for a product with one row, which decoding one answer on a CPU spends its time on. libtorch packs the whole
// weight for a matrix product even then, which costs float32 three to four times the reading of it, and multiplies 16 bits
// far slower than it reads them where the processor has no instruction for that.
import { type DType, inferenceMode, linear, narrowLinear, ones, scope, type Tensor } from "@refvlm/torch";

type Product = (weight: Tensor, row: Tensor, bias: Tensor | null) => Tensor;

/** In the weight's element type, with the result in the row's. */
const inType =
  (product: Product): Product =>
  (weight, row, bias) =>
    product(weight, row.to(weight.dtype), bias?.to(weight.dtype) ?? null).to(row.dtype);

/** Ways to W x + b for one row x [1, in] and W [out, in]; the results have one or two dimensions. */
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
  const usual = rowKernel(dtype);
  const times = inferenceMode(() =>
    scope(() => {
      const [weight, row] = [ones([2048, 4096], { dtype }), ones([1, 4096])];
      return new Map(kernelsFor(dtype).map((name) => [name, shortest(() => rowKernels[name](weight, row, null))]));
    }),
  );
  const [[quickest, time]] = [...times].sort(([, a], [, b]) => a - b);
  if (times.get(usual)! / time > WORTH) useRowKernel(dtype, quickest);
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
