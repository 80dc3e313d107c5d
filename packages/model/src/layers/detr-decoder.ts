// DETR's transformer decoder (Carion et al. 2020, post-norm): object queries read a memory of picture tokens.
import { nn, scope, type Tensor } from "@refvlm/torch";
import { mergeHeads, scaledAttention, splitHeads } from "./scaled-attention.js";

/** Sizes of a decoder. */
export interface DetrDecoderConfig {
  /** Width d of queries and memory. */
  width: number;
  heads: number;
  /** Inner width of the feed-forward part. */
  feedForwardSize: number;
  layers: number;
}

/**
 * What a layer reads. Biases are added to attention scores before the softmax: [B * heads or 1, queries, keys],
 * very negative where a query may not look.
 */
export interface DetrMemory {
  /** Picture tokens, [B, T, d]. */
  values: Tensor;
  /** Tokens plus their positions, [B, T, d]. */
  keys: Tensor;
  selfBias?: Tensor;
  crossBias?: Tensor;
}

/** Multi-head attention with biased scores. Keys in the state dict: `{q,k,v,out}_proj`. */
export class BiasedAttention extends nn.Module {
  readonly qProj: nn.Linear;
  readonly kProj: nn.Linear;
  readonly vProj: nn.Linear;
  readonly outProj: nn.Linear;

  constructor(
    readonly width: number,
    readonly heads: number,
  ) {
    super();
    if (width % heads !== 0) throw new Error(`attention: width ${width} is not a multiple of ${heads} heads`);
    this.qProj = new nn.Linear(width, width);
    this.kProj = new nn.Linear(width, width);
    this.vProj = new nn.Linear(width, width);
    this.outProj = new nn.Linear(width, width);
    for (const { weight, bias } of [this.qProj, this.kProj, this.vProj, this.outProj]) {
      nn.init.xavierUniform_(weight);
      nn.init.zeros_(bias!);
    }
  }

  /** q [B, Q, d], k and v [B, T, d], bias [B * heads or 1, Q, T] -> [B, Q, d] */
  forward(q: Tensor, k: Tensor, v: Tensor, bias?: Tensor): Tensor {
    const { heads } = this;
    return scope(() => {
      const queries = splitHeads(this.qProj.forward(q), heads); // [B h, Q, d/h]
      const keys = splitHeads(this.kProj.forward(k), heads); // [B h, T, d/h]
      const values = splitHeads(this.vProj.forward(v), heads);
      const read = scaledAttention(queries, keys, values, (this.width / heads) ** -0.5, bias);
      return this.outProj.forward(mergeHeads(read, heads));
    });
  }
}

/** Self-attention, cross-attention, feed-forward; each followed by a sum and a LayerNorm. */
export class DetrDecoderLayer extends nn.Module {
  readonly selfAttn: BiasedAttention;
  readonly selfAttnLayerNorm: nn.LayerNorm;
  readonly encoderAttn: BiasedAttention;
  readonly encoderAttnLayerNorm: nn.LayerNorm;
  readonly fc1: nn.Linear;
  readonly fc2: nn.Linear;
  readonly finalLayerNorm: nn.LayerNorm;

  constructor({ width, heads, feedForwardSize }: DetrDecoderConfig) {
    super();
    this.selfAttn = new BiasedAttention(width, heads);
    this.selfAttnLayerNorm = new nn.LayerNorm(width);
    this.encoderAttn = new BiasedAttention(width, heads);
    this.encoderAttnLayerNorm = new nn.LayerNorm(width);
    this.fc1 = new nn.Linear(width, feedForwardSize);
    this.fc2 = new nn.Linear(feedForwardSize, width);
    this.finalLayerNorm = new nn.LayerNorm(width);
  }

  /** x and its positions [B, Q, d] -> [B, Q, d] */
  forward(x: Tensor, positions: Tensor, memory: DetrMemory): Tensor {
    const placed = x.add(positions);
    x = this.selfAttnLayerNorm.forward(x.add(this.selfAttn.forward(placed, placed, x, memory.selfBias)));
    const read = this.encoderAttn.forward(x.add(positions), memory.keys, memory.values, memory.crossBias);
    x = this.encoderAttnLayerNorm.forward(x.add(read));
    return this.finalLayerNorm.forward(x.add(this.fc2.forward(this.fc1.forward(x).relu())));
  }
}

/** The stack of layers and the LayerNorm that follows the last (or, for auxiliary outputs, any) of them. */
export class DetrDecoder extends nn.Module {
  readonly layers: nn.ModuleList<DetrDecoderLayer>;
  readonly layernorm: nn.LayerNorm;

  constructor(config: DetrDecoderConfig) {
    super();
    this.layers = new nn.ModuleList(Array.from({ length: config.layers }, () => new DetrDecoderLayer(config)));
    this.layernorm = new nn.LayerNorm(config.width);
  }

  /** Queries and their positions [B, Q, d] -> the output of every layer [B, Q, d], before the last LayerNorm. */
  forward(queries: Tensor, positions: Tensor, memory: DetrMemory): Tensor[] {
    const outputs: Tensor[] = [];
    for (const layer of this.layers) outputs.push((queries = layer.forward(queries, positions, memory)));
    return outputs;
  }
}
