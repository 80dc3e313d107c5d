// What may be seen, as the bias that attention over folded heads adds to its scores.
import { type DType, nn, type Tensor } from "@refvlm/torch";

/** bool [B, Q, T], the same for each head -> [B heads, Q, T] */
export function headBias(allowed: Tensor, heads: number, dtype: DType): Tensor {
  const [batch, queries, keys] = allowed.shape;
  return nn.attentionBias(allowed, dtype).unsqueeze(1).expand([batch, heads, queries, keys]).flatten(0, 1);
}

/** The same for keys that every query sees or does not, bool [B, T], as seen by Q queries -> [B heads, Q, T] */
export function keyBias(allowed: Tensor, queries: number, heads: number, dtype: DType): Tensor {
  const [batch, keys] = allowed.shape;
  return headBias(allowed.unsqueeze(1), heads, dtype).expand([batch * heads, queries, keys]);
}
