// One pre-norm transformer layer of CLIP, the same in the vision and the text tower; keys as published.
import { nn, scope, type Tensor } from "@refvlm/torch";
import { z } from "zod";
import { mergeHeads, scaledAttention, splitHeads } from "../layers/scaled-attention.js";
import { depth, size } from "../layers/sizes.js";

/** What a stack of CLIP layers needs to know. */
export const clipLayerConfig = z.strictObject({
  hiddenSize: size,
  intermediateSize: size,
  layers: depth,
  heads: size,
  /** As published files call it; OpenAI's CLIP has `quick_gelu`. */
  activation: z.enum(["gelu", "quick_gelu"]),
  layerNormEps: z.number().positive(),
});
export type ClipLayerConfig = z.infer<typeof clipLayerConfig>;

class ClipAttention extends nn.Module {
  readonly kProj: nn.Linear;
  readonly vProj: nn.Linear;
  readonly qProj: nn.Linear;
  readonly outProj: nn.Linear;
  readonly heads: number;

  constructor({ hiddenSize, heads }: ClipLayerConfig) {
    super();
    this.heads = heads;
    this.kProj = new nn.Linear(hiddenSize, hiddenSize);
    this.vProj = new nn.Linear(hiddenSize, hiddenSize);
    this.qProj = new nn.Linear(hiddenSize, hiddenSize);
    this.outProj = new nn.Linear(hiddenSize, hiddenSize);
  }

  forward(x: Tensor, bias: Tensor | null): Tensor {
    const q = splitHeads(this.qProj.forward(x), this.heads); // [B*H, T, Dh]
    const k = splitHeads(this.kProj.forward(x), this.heads);
    const v = splitHeads(this.vProj.forward(x), this.heads);
    const mixed = scaledAttention(q, k, v, q.shape[2] ** -0.5, bias);
    return this.outProj.forward(mergeHeads(mixed, this.heads)); // [B, T, C]
  }
}

class ClipMlp extends nn.Module {
  readonly fc1: nn.Linear;
  readonly fc2: nn.Linear;
  readonly activation: (x: Tensor) => Tensor;

  constructor(config: ClipLayerConfig) {
    super();
    this.activation = nn.activations[config.activation];
    this.fc1 = new nn.Linear(config.hiddenSize, config.intermediateSize);
    this.fc2 = new nn.Linear(config.intermediateSize, config.hiddenSize);
  }

  forward(x: Tensor): Tensor {
    return this.fc2.forward(this.activation(this.fc1.forward(x)));
  }
}

/** x += attention(norm1 x); x += mlp(norm2 x). */
export class ClipLayer extends nn.Module {
  readonly selfAttn: ClipAttention;
  readonly layerNorm1: nn.LayerNorm;
  readonly mlp: ClipMlp;
  readonly layerNorm2: nn.LayerNorm;

  constructor(config: ClipLayerConfig) {
    super();
    this.selfAttn = new ClipAttention(config);
    this.layerNorm1 = new nn.LayerNorm(config.hiddenSize, { eps: config.layerNormEps });
    this.mlp = new ClipMlp(config);
    this.layerNorm2 = new nn.LayerNorm(config.hiddenSize, { eps: config.layerNormEps });
  }

  /** @param x [B, T, C]  @param bias additive [1, T, T] or null */
  forward(x: Tensor, bias: Tensor | null = null): Tensor {
    const attended = x.add(this.selfAttn.forward(this.layerNorm1.forward(x), bias));
    return attended.add(this.mlp.forward(this.layerNorm2.forward(attended))); // [B, T, C]
  }
}

/** The stack of layers under its published name `encoder.layers`. */
export class ClipEncoder extends nn.Module {
  readonly layers: nn.ModuleList<ClipLayer>;

  constructor(config: ClipLayerConfig) {
    super();
    this.layers = new nn.ModuleList(Array.from({ length: config.layers }, () => new ClipLayer(config)));
  }

  /** Runs the first `count` layers; returns the input and every output: count + 1 tensors [B, T, C]. */
  forward(x: Tensor, bias: Tensor | null, count = this.layers.length): Tensor[] {
    const states = [x];
    for (let i = 0; i < count; i++) states.push(scope(() => this.layers.at(i).forward(states[i], bias)));
    return states;
  }
}
