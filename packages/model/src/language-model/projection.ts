// A linear layer that reads its weights once when there is one token.
import { linear, nn, type Tensor } from "@refvlm/torch";
import type { LoraAdapter } from "./lora.js";
import { rowKernel, rowKernels } from "./row-kernel.js";

/**
 * x Wᵀ + b over the last dimension; on a CPU one row goes through the kernel that is quickest for it.
 * @param x [..., in]  @param weight [out, in]
 */
export function project(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  const [outputs, inputs] = weight.shape;
  const oneRow = x.shape.slice(0, -1).every((extent) => extent === 1);
  if (!oneRow || weight.device !== "cpu") return linear(x, weight, bias);
  const kernel = rowKernels[rowKernel(weight.dtype)];
  return kernel(weight, x.reshape([1, inputs]), bias).view([...x.shape.slice(0, -1), outputs]);
}

/** `nn.Linear` through `project`, with the adapter that a training has put beside it. */
export class Projection extends nn.Linear {
  lora: LoraAdapter | null = null;

  override forward(x: Tensor): Tensor {
    const y = project(x, this.weight, this.bias);
    return this.lora ? y.add(this.lora.forward(x)) : y;
  }
}
