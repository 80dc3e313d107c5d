// Products of a linear layer that read its weights once when there are few tokens, in whatever element type they are stored.
import { isGradEnabled, linear, type Tensor } from "@refvlm/torch";
import { MANY_ROWS, manyRowsKernel, rowKernel, rowKernels } from "./row-kernel.js";

/**
 * x Wᵀ + b over the last dimension, in x's element type; on a CPU one row, and the many of a prompt, go through the
 * kernels that are quickest for them.
 * @param x [..., in]  @param weight [out, in], on a CPU perhaps of 16 bits where x is float32
 */
export function project(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  if (weight.device !== "cpu" || isGradEnabled()) return linear(x, weight.to(x.dtype), bias);
  const [outputs, inputs] = weight.shape;
  const rows = x.numel / inputs;
  if (rows === 1) {
    const kernel = rowKernels[rowKernel(weight.dtype)];
    return kernel(weight, x.reshape([1, inputs]), bias).view([...x.shape.slice(0, -1), outputs]);
  }
  if (weight.dtype === x.dtype) return linear(x, weight, bias);
  return rowKernels[rows < MANY_ROWS ? "narrow" : manyRowsKernel(weight.dtype)](weight, x, bias);
}
