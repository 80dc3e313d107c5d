// Causal self-attention with rotary positions, grouped queries and an optional cache; keys as published.
import { nn, type Tensor } from "@refvlm/torch";
import { scaledAttention } from "../layers/scaled-attention.js";
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
   * @param seen what is added to the scores, folded as `foldBias` makes it; or how packed turns look, without a cache
   */
  forward(x: Tensor, rotation: Rotation, seen: Tensor | TurnAttention, cache?: KvCache): Tensor {
    const [batch, length] = x.shape;
    const { heads, keyValueHeads, headDim } = this;
    const group = heads / keyValueHeads;
    const folded = batch * keyValueHeads;
    const split = (y: Tensor, count: number) => y.view([batch, length, count, headDim]); // [B, T, H, Dh]
    const fold = (y: Tensor, count: number) => y.transpose(1, 2).reshape([folded, count, headDim]);

    const queries = rotate(split(this.qProj.forward(x), heads), rotation);
    const ownKeys = rotate(split(this.kProj.forward(x), keyValueHeads), rotation);
    const ownValues = split(this.vProj.forward(x), keyValueHeads);
    if (seen instanceof TurnAttention) return this.oProj.forward(seen.read(queries, ownKeys, ownValues));

    const q = fold(queries, group * length); // [B*Hkv, G*T, Dh]
    let keys = fold(ownKeys, length); // [B*Hkv, T, Dh]
    let values = fold(ownValues, length);
    if (cache) ({ keys, values } = cache.append(this.layer, keys, values)); // [B*Hkv, S, Dh]

    const mixed = scaledAttention(q, keys, values, headDim ** -0.5, seen); // [B*Hkv, G*T, Dh]
    return this.oProj.forward(
      mixed
        .view([batch, heads, length, headDim])
        .transpose(1, 2)
        .reshape([batch, length, heads * headDim]),
    );
  }
}

/**
 * Repeats an additive mask for the stacked heads, once for all layers.
 * @param bias [1 or B, 1, T, S]
 * @returns [1 or B*Hkv, G*T, S]; a mask shared by all rows stays unrepeated over them
 */
export function foldBias(bias: Tensor, { heads, keyValueHeads }: LanguageModelConfig): Tensor {
  const [batch, , length, keys] = bias.shape;
  const group = heads / keyValueHeads;
  const copies = batch === 1 ? 1 : keyValueHeads;
  return bias
    .unsqueeze(1)
    .expand([batch, copies, group, length, keys])
    .reshape([batch * copies, group * length, keys]);
}
