// Scaled dot-product attention on heads folded into the batch: fused on a GPU, elsewhere in the fewest operators.
import { baddbmm, fusedAttention, hasFusedAttention, type Tensor } from "@refvlm/torch";

/**
 * softmax(scale * q kᵀ + bias) v, with batch and heads folded into N.
 *
 * Scaling and the bias ride on the matrix product (`baddbmm`), so one call costs three kernels and a view; four without a bias.
 * @param bias additive [N or 1, T, S], -large where a query may not look; null lets every query see every key
 * @returns [N, T, Dh]
 */
export function scaledAttention(q: Tensor, k: Tensor, v: Tensor, scale: number, bias: Tensor | null = null): Tensor {
  if (q.device !== "cpu" && q.device !== "meta" && hasFusedAttention()) {
    const [query, key, value] = [q, k, v].map((x) => x.unsqueeze(0)); // [1, N, T or S, Dh]
    return fusedAttention(query, key, value, scale, bias?.unsqueeze(0) ?? null).squeeze(0);
  }
  const keys = k.transpose(1, 2); // [N, Dh, S]
  // Without a bias the queries are scaled: baddbmm with beta 0 multiplies uninitialised memory by 0 in libtorch 1.13,
  // and NaN * 0 is NaN.
  const scores = bias ? baddbmm(bias, q, keys, { beta: 1, alpha: scale }) : q.mul(scale).bmm(keys);
  return scores.softmax(-1).bmm(v); // [N, T, Dh]
}

/** Folds [B, T, H*Dh] into [B*H, T, Dh]. */
export function splitHeads(x: Tensor, heads: number): Tensor {
  const [batch, length, width] = x.shape;
  return x
    .view([batch, length, heads, width / heads])
    .transpose(1, 2)
    .reshape([batch * heads, length, width / heads]);
}

/** Unfolds [B*H, T, Dh] to [B, T, H*Dh]. */
export function mergeHeads(x: Tensor, heads: number): Tensor {
  const [folded, length, headDim] = x.shape;
  return x
    .view([folded / heads, heads, length, headDim])
    .transpose(1, 2)
    .reshape([folded / heads, length, heads * headDim]);
}
