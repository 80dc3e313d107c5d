// A linear layer that reads its weights once when there are few tokens, in whatever element type they are stored.
import { cat, isGradEnabled, linear, narrowLinear, nn, scope, type Tensor } from "@refvlm/torch";
import type { LoraAdapter } from "./lora.js";
import { rowKernel, rowKernels } from "./row-kernel.js";

/** Rows up to which it is quicker to widen weights as they are read than to widen them all for a matrix product. */
const FEW_ROWS = 8;

/**
 * x Wᵀ + b over the last dimension, in x's element type; on a CPU one row goes through the kernel that is quickest for it.
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
  if (rows <= FEW_ROWS) return narrowLinear(x, weight, bias);
  return widenedLinear(x, weight, bias);
}

/** Weights widened at a time: few enough to stay in the cache until they are multiplied, and for memory to be used again. */
const BLOCK = 2 ** 21;

/** `linear` in x's element type, a block of outputs at a time. */
function widenedLinear(x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  const [outputs, inputs] = weight.shape;
  const step = Math.ceil(BLOCK / inputs);
  return scope(() => {
    const products: Tensor[] = [];
    for (let from = 0; from < outputs; from += step)
      products.push(scope(() => linear(x, weight.slice(0, from, from + step).to(x.dtype))));
    const y = cat(products, -1);
    return bias ? y.add(bias) : y;
  });
}

/** `nn.Linear` through `project`, with the adapter that a training has put beside it. */
export class Projection extends nn.Linear {
  lora: LoraAdapter | null = null;

  override forward(x: Tensor): Tensor {
    const y = project(x, this.weight, this.bias);
    return this.lora ? y.add(this.lora.forward(x)) : y;
  }
}
