// A linear layer that reads its weights once when there is one token: what decoding one answer on a CPU spends its time on.
import { linear, nn, type Tensor } from "@refvlm/torch";
import type { LoraAdapter } from "./lora.js";

/**
 * x Wᵀ + b over the last dimension. libtorch packs the whole weight for a product with one row, which costs three to four
 * times the reading of it, so a single float32 row goes through the matrix-vector kernel (half types are fast as they are).
 * @param x [..., in]  @param weight [out, in]
 */
export function project(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  const [outputs, inputs] = weight.shape;
  const oneRow = x.shape.slice(0, -1).every((extent) => extent === 1);
  if (!oneRow || weight.dtype !== "float32" || weight.device !== "cpu") return linear(x, weight, bias);
  const row = x.reshape([inputs]);
  return (bias ? bias.addmv(weight, row) : weight.mv(row)).view([...x.shape.slice(0, -1), outputs]);
}

/** `nn.Linear` through `project`, with the adapter that a training has put beside it. */
export class Projection extends nn.Linear {
  lora: LoraAdapter | null = null;

  override forward(x: Tensor): Tensor {
    const y = project(x, this.weight, this.bias);
    return this.lora ? y.add(this.lora.forward(x)) : y;
  }
}
