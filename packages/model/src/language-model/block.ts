// One LLaMA layer: attention and SwiGLU, each behind an RMS norm and added to the stream; keys as published.
import { nn, type Tensor } from "@refvlm/torch";
import { LlamaAttention } from "./attention.js";
import type { LanguageModelConfig } from "./config.js";
import type { KvCache } from "./kv-cache.js";
import { Projection } from "./projection.js";
import type { Rotation } from "./rope.js";

/** down(silu(gate x) * up x) */
export class LlamaMlp extends nn.Module {
  readonly gateProj: Projection;
  readonly upProj: Projection;
  readonly downProj: Projection;

  constructor({ hiddenSize, intermediateSize }: LanguageModelConfig) {
    super();
    this.gateProj = new Projection(hiddenSize, intermediateSize, { bias: false });
    this.upProj = new Projection(hiddenSize, intermediateSize, { bias: false });
    this.downProj = new Projection(intermediateSize, hiddenSize, { bias: false });
  }

  forward(x: Tensor): Tensor {
    return this.downProj.forward(this.gateProj.forward(x).silu().mul(this.upProj.forward(x)));
  }
}

export class LlamaBlock extends nn.Module {
  readonly selfAttn: LlamaAttention;
  readonly mlp: LlamaMlp;
  readonly inputLayernorm: nn.RMSNorm;
  readonly postAttentionLayernorm: nn.RMSNorm;

  constructor(config: LanguageModelConfig, layer: number) {
    super();
    this.selfAttn = new LlamaAttention(config, layer);
    this.mlp = new LlamaMlp(config);
    this.inputLayernorm = new nn.RMSNorm(config.hiddenSize, { eps: config.rmsNormEps });
    this.postAttentionLayernorm = new nn.RMSNorm(config.hiddenSize, { eps: config.rmsNormEps });
  }

  /** @param x [B, T, C] */
  forward(x: Tensor, rotation: Rotation, bias: Tensor, cache?: KvCache): Tensor {
    const attended = x.add(this.selfAttn.forward(this.inputLayernorm.forward(x), rotation, bias, cache));
    return attended.add(this.mlp.forward(this.postAttentionLayernorm.forward(attended))); // [B, T, C]
  }
}
