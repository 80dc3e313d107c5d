// Scaled dot-product attention from plain matrix products (libtorch 1.13 has no usable fused one).
import type { DType } from "../dtype.js";
import { ones, zeros } from "../ops.js";
import { scope } from "../scope.js";
import type { Tensor } from "../tensor.js";

/** Options of `attention`. */
export interface AttentionOptions {
  /**
   * Boolean, true = the query may attend to the key, or floats that are added to the scores;
   * broadcastable to [B, H, T, S].
   */
  mask?: Tensor | null;
  /** Factor on q k^T, 1 / sqrt(Dh) by default. */
  scale?: number;
  /** A query sees only keys up to its own position; with more keys than queries the last ones are aligned. */
  causal?: boolean;
}

/**
 * softmax(scale q k^T) v (Vaswani et al. 2017).
 * A query that may attend to no key gets zeros, and no gradient passes through it.
 * @param q [B, H, T, Dh]
 * @param k [B, H, S, Dh]
 * @param v [B, H, S, Dv]
 * @returns [B, H, T, Dv]
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  const { causal = false, scale = 1 / Math.sqrt(q.shape.at(-1)!) } = options;
  return scope(() => {
    let scores = q.mul(scale).matmul(k.transpose(-2, -1)); // [B, H, T, S]
    let mask = options.mask ?? null;
    if (mask && mask.dtype !== "bool") {
      scores = scores.add(mask);
      mask = null;
    }
    if (causal) {
      const [T, S] = scores.shape.slice(-2);
      const past = ones([T, S], { dtype: "bool", device: q.device }).tril(S - T); // [T, S]
      mask = mask ? mask.logicalAnd(past) : past;
    }
    if (!mask) return scores.softmax(-1).matmul(v);
    // Adding (a bias made once for all heads) is several times faster than filling the scores.
    const bias = attentionBias(mask, scores.dtype);
    const hasKey = mask.any(-1, true).to(scores.dtype); // [B, H or 1, T, 1]
    return scores.add_(bias).softmax(-1).matmul(v).mul(hasKey);
  });
}

/**
 * Turns "may attend" booleans into what is added to scores: 0, or a low finite number.
 *
 * Blocked scores are very negative rather than -inf, so that a row with nothing to look at (padding) gives numbers, not NaN.
 */
export function attentionBias(allowed: Tensor, dtype: DType): Tensor {
  const lowest = dtype === "float16" ? -3e4 : -1e30; // float16 ends at 65504, and scores are added to it
  return zeros(allowed.shape, { dtype, device: allowed.device }).maskedFill_(allowed.logicalNot(), lowest);
}
