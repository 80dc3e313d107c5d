// The kernel for a product with one row, which decoding one answer on a CPU spends its time on. libtorch packs the whole
// weight for a matrix product even then, which costs float32 three to four times the reading of it.
import { type DType, inferenceMode, linear, ones, scope, type Tensor } from "@refvlm/torch";

/** Ways to W x + b for one row x [1, in] and W [out, in]; the results have one or two dimensions. */
export const rowKernels = {
  linear: (weight: Tensor, row: Tensor, bias: Tensor | null) => linear(row, weight, bias),
  mv: (weight: Tensor, row: Tensor, bias: Tensor | null) => {
    const x = row.squeeze(0);
    return bias ? bias.addmv(weight, x) : weight.mv(x);
  },
} as const;
export type RowKernel = keyof typeof rowKernels;

/** By element type: what is right on the machines that we know. */
const chosen = new Map<DType, RowKernel>([["float32", "mv"]]);

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
  // On CPUs libtorch has had float16 products for a short time only, and one kernel for them.
  if (dtype === "float16") return;
  const usual = rowKernel(dtype);
  const times = inferenceMode(() =>
    scope(() => {
      const [weight, row] = [ones([2048, 4096], { dtype }), ones([1, 4096], { dtype })];
      return new Map(
        (Object.keys(rowKernels) as RowKernel[]).map((name) => [
          name,
          shortest(() => rowKernels[name](weight, row, null)),
        ]),
      );
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
