// A long prompt's attention in spans of its tokens: whole, its scores go through memory at every step of the softmax, and half of
// them are of tokens that come later, which nothing may look at.
import { type DType, isGradEnabled, nn, ones, type Tensor } from "@refvlm/torch";
import type { LanguageModelConfig } from "./config.js";

/** New tokens from `begin` up to `end`, which look at the first `keys` tokens at most. */
export interface AttentionSpan {
  begin: number;
  end: number;
  keys: number;
  /** Additive, as `foldBias` makes it: [1 or B*Hkv, G * (end - begin), keys]. */
  bias: Tensor;
}

/** T new tokens after S - T stored ones, of B rows. */
export interface AttentionExtent {
  batch: number;
  length: number;
  stored: number;
  dtype: DType;
  device: string;
}

/** Scores of all heads that stay in the caches of usual processors. */
const CACHED = 2 ** 20;
/** Fewer tokens make products too thin. */
const FEWEST = 32;

/**
 * One span where scores are few, where gradients want a single graph, and on a GPU, which has fused kernels.
 * @param mask bool [B or 1, 1, T, S], true = may attend; causal when absent
 */
export function attentionSpans(
  { batch, length, stored, dtype, device }: AttentionExtent,
  mask: Tensor | undefined,
  config: LanguageModelConfig,
): AttentionSpan[] {
  const total = stored + length;
  const perToken = batch * config.heads * total;
  const isWhole = length * perToken <= 2 * CACHED || isGradEnabled() || device !== "cpu";
  const step = isWhole ? length : Math.max(FEWEST, Math.floor(CACHED / perToken));
  const spans: AttentionSpan[] = [];
  for (let begin = 0; begin < length; begin += step) {
    const end = Math.min(length, begin + step);
    const keys = mask ? total : stored + end;
    const allowed =
      mask?.slice(2, begin, end) ?? ones([1, 1, end - begin, keys], { dtype: "bool", device }).tril(stored + begin);
    spans.push({ begin, end, keys, bias: foldBias(nn.attentionBias(allowed, dtype), config) });
  }
  return spans;
}

/**
 * Repeats an additive mask for the stacked heads, once for all layers.
 * @param bias [1 or B, 1, T, S]
 * @returns [1 or B*Hkv, G*T, S]; a mask shared by all rows stays unrepeated over them
 */
function foldBias(bias: Tensor, { heads, keyValueHeads }: LanguageModelConfig): Tensor {
  const [batch, , length, keys] = bias.shape;
  const group = heads / keyValueHeads;
  const copies = batch === 1 ? 1 : keyValueHeads;
  return bias
    .unsqueeze(1)
    .expand([batch, copies, group, length, keys])
    .reshape([batch * copies, group * length, keys]);
}
