// The language model (paper section 3.1): LLaMA family, fed with embeddings so that pictures and prompts can stand between words.
import { arange, type DType, nn, scope, type Tensor } from "@refvlm/torch";
import { attentionSpans } from "./attention-spans.js";
import { LlamaBlock } from "./block.js";
import type { LanguageModelConfig } from "./config.js";
import type { KvCache } from "./kv-cache.js";
import { project } from "./project.js";
import { Projection } from "./projection.js";
import { RotaryPositions } from "./rope.js";
import { type RowTurns, TurnAttention } from "./turn-attention.js";

/** What one pass reads. T new tokens, S = stored tokens + T. */
export interface LanguageModelInput {
  /** [B, T, C] */
  inputsEmbeds: Tensor;
  /** bool [B or 1, 1, T, S], true = may attend; causal when absent. */
  attentionMask?: Tensor;
  /** How the rows are parted into turns, in place of a mask and without a cache: the same for fewer products on a CPU. */
  rows?: readonly RowTurns[];
  /** int64 [B or 1, T]; counted on from the cache when absent. */
  positionIds?: Tensor;
  cache?: KvCache;
  /** Collects the input of every layer and the last output before the final norm. */
  collectStates?: boolean;
}

export interface LanguageModelOutput {
  /** After the final norm [B, T, C]; `<REF>` states are read here. */
  hiddenStates: Tensor;
  /** With `collectStates`: layers + 1 tensors [B, T, C] before the final norm. */
  layerStates?: Tensor[];
}

/** The stack under its published prefix `model.`. */
class LlamaModel extends nn.Module {
  readonly embedTokens: nn.Embedding;
  readonly layers: nn.ModuleList<LlamaBlock>;
  readonly norm: nn.RMSNorm;
  readonly config: LanguageModelConfig;
  readonly positions: RotaryPositions;

  constructor(config: LanguageModelConfig) {
    super();
    this.config = config;
    this.positions = new RotaryPositions(config);
    this.embedTokens = new nn.Embedding(config.vocabSize, config.hiddenSize);
    this.layers = new nn.ModuleList(Array.from({ length: config.layers }, (_, i) => new LlamaBlock(config, i)));
    this.norm = new nn.RMSNorm(config.hiddenSize, { eps: config.rmsNormEps });
  }

  forward(input: LanguageModelInput): LanguageModelOutput {
    const { inputsEmbeds, attentionMask, positionIds, cache, collectStates } = input;
    const length = inputsEmbeds.shape[1];
    const { dtype, device } = inputsEmbeds;
    const stored = cache?.length ?? 0;
    const extent = { batch: inputsEmbeds.shape[0], length, stored, dtype, device };
    const seen = input.rows
      ? new TurnAttention(input.rows, length, inputsEmbeds)
      : attentionSpans(extent, attentionMask, this.config);
    const positions = positionIds ?? arange(stored, stored + length, 1, { dtype: "int64", device }).unsqueeze(0);
    const rotation = this.positions.at(positions, dtype);

    const states = [inputsEmbeds];
    // A scope for each layer frees what only that layer needed: prefill of a large model would not fit otherwise.
    for (const layer of this.layers) states.push(scope(() => layer.forward(states.at(-1)!, rotation, seen, cache)));
    cache?.advance(length);
    return { hiddenStates: this.norm.forward(states.at(-1)!), layerStates: collectStates ? states : undefined };
  }
}

/**
 * Keys as LlamaForCausalLM and Qwen2ForCausalLM publish them: `model.*`, and `lm_head.weight` unless tied.
 * Logits are a separate call, so that training computes them only where labels are.
 */
export class LanguageModel extends nn.Module {
  readonly model: LlamaModel;
  readonly lmHead: Projection | null;
  readonly config: LanguageModelConfig;

  constructor(config: LanguageModelConfig) {
    super();
    this.config = config;
    this.model = new LlamaModel(config);
    this.lmHead = config.tieEmbeddings ? null : new Projection(config.hiddenSize, config.vocabSize, { bias: false });
    initialize(this);
  }

  /** What it computes in. Its matrices may be stored in fewer bits: see `matrices`. */
  get dtype(): DType {
    return this.model.norm.weight.dtype;
  }

  /** What may be stored in 16 bits while all else computes in float32: nearly all of its parameters. */
  matrices(): Tensor[] {
    return this.parameters().filter(({ ndim }) => ndim === 2);
  }

  /** Embeddings of int64 ids [...] as [..., C]. */
  embed(ids: Tensor): Tensor {
    return this.model.embedTokens.forward(ids).to(this.dtype);
  }

  forward(input: LanguageModelInput): LanguageModelOutput {
    return this.model.forward(input);
  }

  /** Scores over the vocabulary [..., V] of normed states [..., C]. */
  logits(hiddenStates: Tensor): Tensor {
    return project(hiddenStates, this.lmHead?.weight ?? this.model.embedTokens.weight);
  }
}

/** N(0, initializerRange); layers that write to the stream shrink with its depth, as in GPT-2, and words start at 0.02. */
function initialize(model: LanguageModel): void {
  const { initializerRange, layers } = model.config;
  const stream = initializerRange / Math.sqrt(2 * layers);
  for (const [name, weight] of model.namedParameters()) {
    if (weight.ndim < 2) continue;
    const isWord = /(embed_tokens|lm_head)\.weight$/.test(name);
    nn.init.normal_(weight, 0, isWord ? 0.02 : /(o_proj|down_proj)\.weight$/.test(name) ? stream : initializerRange);
  }
}
