// A linear layer that reads its weights once when there are few tokens, in whatever element type they are stored.
import { isGradEnabled, linear, narrowLinear, nn, type Tensor } from "@refvlm/torch";
import type { LoraAdapter } from "./lora.js";
import { rowKernel, rowKernels } from "./row-kernel.js";

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
  return weight.dtype === x.dtype ? linear(x, weight, bias) : narrowLinear(x, weight, bias);
}

/** `nn.Linear` through `project`, with the adapter that a training has put beside it. */
export class Projection extends nn.Linear {
  lora: LoraAdapter | null = null;

  override forward(x: Tensor): Tensor {
    const y = project(x, this.weight, this.bias);
    return this.lora ? y.add(this.lora.forward(x)) : y;
  }
}
