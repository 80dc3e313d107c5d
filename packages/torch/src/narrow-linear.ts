// The addon's own operator: products with weights that are stored in fewer bits than they are multiplied in.
import { call, h, w } from "./call.js";
import { declareOperator } from "./loader.js";
import type { Tensor } from "./tensor.js";

const operator = declareOperator("refvlm::narrow_linear", "", "x,weight,bias");

/**
 * x Wᵀ + b on a CPU, without gradients: each weight is read once, and widened as it is read.
 * @param x float32 [..., in] @param weight bfloat16 or float16 [out, in] @param bias float32 [out]
 * @returns float32 [..., out]
 * @throws Error for other element types, and for devices other than the CPU
 */
export function narrowLinear(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  return w(call(operator, h(x), h(weight), h(bias)));
}
