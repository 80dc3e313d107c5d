// Causal self-attention with rotary positions, grouped queries and an optional cache; keys as published.
import { cat, nn, type Tensor } from "@refvlm/torch";
import { scaledAttention } from "../layers/scaled-attention.js";
import type { AttentionSpan } from "./attention-spans.js";
import { headDim, type LanguageModelConfig } from "./config.js";
import type { KvCache } from "./kv-cache.js";
import { Projection } from "./projection.js";
import { type Rotation, rotate } from "./rope.js";
import { TurnAttention } from "./turn-attention.js";

export class LlamaAttention extends nn.Module {
  readonly qProj: Projection;
  readonly kProj: Projection;
  readonly vProj: Projection;
  readonly oProj: Projection;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headDim: number;
  readonly layer: number;

  constructor(config: LanguageModelConfig, layer: number) {
    super();
    const { hiddenSize, heads, keyValueHeads, qkvBias: bias } = config;
    this.layer = layer;
    this.heads = heads;
    this.keyValueHeads = keyValueHeads;
    this.headDim = headDim(config);
    this.qProj = new Projection(hiddenSize, heads * this.headDim, { bias });
    this.kProj = new Projection(hiddenSize, keyValueHeads * this.headDim, { bias });
    this.vProj = new Projection(hiddenSize, keyValueHeads * this.headDim, { bias });
    this.oProj = new Projection(heads * this.headDim, hiddenSize, { bias: false });
  }

  /**
   * Queries of one key head are stacked along time, so grouped queries need no repeated keys.
   * @param x [B, T, C]
   * @param seen spans of the T tokens, as `attentionSpans` makes them; or how packed turns look, without a cache
   */
  forward(x: Tensor, rotation: Rotation, seen: readonly AttentionSpan[] | TurnAttention, cache?: KvCache): Tensor {
    const [batch, length] = x.shape;
    const { heads, keyValueHeads, headDim } = this;
    const group = heads / keyValueHeads;
    const split = (y: Tensor, count: number) => y.view([batch, length, count, headDim]); // [B, T, H, Dh]
    const fold = (y: Tensor, stacked: number) =>
      y.transpose(1, 2).reshape([batch * keyValueHeads, stacked * y.shape[1], headDim]);

    const queries = rotate(split(this.qProj.forward(x), heads), rotation);
    const ownKeys = rotate(split(this.kProj.forward(x), keyValueHeads), rotation);
    const ownValues = split(this.vProj.forward(x), keyValueHeads);
    if (seen instanceof TurnAttention) return this.oProj.forward(seen.read(queries, ownKeys, ownValues));

    let keys = fold(ownKeys, 1); // [B*Hkv, T, Dh]
    let values = fold(ownValues, 1);
    if (cache) ({ keys, values } = cache.append(this.layer, keys, values)); // [B*Hkv, S, Dh]

    const mixed = seen.map(({ begin, end, keys: count, bias }) => {
      const q = fold(between(queries, begin, end), group); // [B*Hkv, G*t, Dh]
      return scaledAttention(q, between(keys, 0, count), between(values, 0, count), headDim ** -0.5, bias)
        .view([batch, heads, end - begin, headDim])
        .transpose(1, 2)
        .reshape([batch, end - begin, heads * headDim]);
    });
    return this.oProj.forward(mixed.length === 1 ? mixed[0] : cat(mixed, 1)); // [B, T, C]
  }
}

/** A part of the second dimension; of all of it no view is made, since most passes have one span. */
function between(x: Tensor, begin: number, end: number): Tensor {
  return begin === 0 && end === x.shape[1] ? x : x.slice(1, begin, end);
}
