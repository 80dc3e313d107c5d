// libtorch's own fused attention, which versions from 2.1 have: it never holds all scores in memory.
import { call, h, w } from "./call.js";
import { declareOperator, native } from "./loader.js";
import type { Tensor } from "./tensor.js";

const NAME = "aten::scaled_dot_product_attention";
const operator = declareOperator(NAME, "", "query,key,value,attn_mask,dropout_p,is_causal,scale");
let known: boolean | undefined;

/** Whether this libtorch has it, with a scale of the caller's. */
export function hasFusedAttention(): boolean {
  known ??= native.schemas(NAME).some((schema) => /float\? scale/.test(schema));
  return known;
}

/**
 * softmax(scale q kᵀ + bias) v.
 * @param q [B, H, T, Dh] @param k [B, H, S, Dh] @param v [B, H, S, Dh]
 * @param bias added to the scores, broadcastable to [B, H, T, S]
 * @returns [B, H, T, Dh]
 * @throws Error where `hasFusedAttention` is false
 */
export function fusedAttention(q: Tensor, k: Tensor, v: Tensor, scale: number, bias: Tensor | null = null): Tensor {
  return w(call(operator, h(q), h(k), h(v), h(bias), 0, false, scale));
}
