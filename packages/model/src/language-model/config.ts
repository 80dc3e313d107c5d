// The language model's numbers, and how published config.json files write them.
import { z } from "zod";
import { count, depth, size } from "../layers/sizes.js";

/** LLaMA 3 stretches low rotary frequencies by `factor` and blends between two wavelengths. */
export const ropeScalingConfig = z.strictObject({
  factor: z.number().positive(),
  lowFreqFactor: z.number().positive(),
  highFreqFactor: z.number().positive(),
  originalMaxPositions: count,
});
export type RopeScaling = z.infer<typeof ropeScalingConfig>;

export const languageModelConfig = z
  .strictObject({
    vocabSize: count,
    hiddenSize: size,
    intermediateSize: size,
    layers: depth,
    heads: size,
    /** Fewer than `heads`: grouped-query attention. */
    keyValueHeads: size,
    /** Width of each head; hiddenSize / heads where absent. */
    headDim: size.optional(),
    maxPositions: count,
    rmsNormEps: z.number().positive(),
    ropeTheta: z.number().positive(),
    ropeScaling: ropeScalingConfig.nullable(),
    /** Bias on q, k and v, as Qwen2 has. */
    qkvBias: z.boolean(),
    /** The output layer is the embedding table. */
    tieEmbeddings: z.boolean(),
    /** Standard deviation that matrices start from; narrow networks learn faster from more than the usual 0.02. */
    initializerRange: z.number().positive().default(0.02),
  })
  .refine((c) => c.headDim !== undefined || headDim(c) % 2 === 0, {
    path: ["heads"],
    error: "hiddenSize / heads must be a whole, even number (rotary positions turn pairs)",
  })
  .refine((c) => (c.headDim ?? 2) % 2 === 0, {
    path: ["headDim"],
    error: "must be even (rotary positions turn pairs)",
  })
  .refine((c) => c.heads % c.keyValueHeads === 0, {
    path: ["keyValueHeads"],
    error: "heads must be a multiple of keyValueHeads",
  });
export type LanguageModelConfig = z.infer<typeof languageModelConfig>;

/** Width of each head. */
export function headDim(config: { hiddenSize: number; heads: number; headDim?: number }): number {
  return config.headDim ?? config.hiddenSize / config.heads;
}

const publishedRope = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: z.number().optional(),
  factor: z.number().optional(),
  low_freq_factor: z.number().optional(),
  high_freq_factor: z.number().optional(),
  original_max_position_embeddings: z.number().optional(),
});

const published = z.looseObject({
  vocab_size: z.number(),
  hidden_size: z.number(),
  intermediate_size: z.number(),
  num_hidden_layers: z.number(),
  num_attention_heads: z.number(),
  num_key_value_heads: z.number().optional(),
  head_dim: z.number().nullish(),
  max_position_embeddings: z.number().default(4096),
  rms_norm_eps: z.number().default(1e-6),
  rope_theta: z.number().optional(),
  rope_scaling: publishedRope.nullish(),
  rope_parameters: publishedRope.optional(),
  tie_word_embeddings: z.boolean().default(false),
  attention_bias: z.boolean().optional(),
  model_type: z.string().optional(),
  initializer_range: z.number().default(0.02),
});

/**
 * Reads a published `config.json` of the LLaMA family.
 * @param options.qkvBias overrides what the file implies (Qwen2 files do not mention their bias)
 * @throws Error for rotary scalings other than "default" and "llama3"
 */
export function fromPublishedConfig(json: unknown, options: { qkvBias?: boolean } = {}): LanguageModelConfig {
  const c = published.parse(json);
  const rope = c.rope_parameters ?? c.rope_scaling ?? {};
  return languageModelConfig.parse({
    vocabSize: c.vocab_size,
    hiddenSize: c.hidden_size,
    intermediateSize: c.intermediate_size,
    layers: c.num_hidden_layers,
    heads: c.num_attention_heads,
    keyValueHeads: c.num_key_value_heads ?? c.num_attention_heads,
    headDim: c.head_dim ?? undefined,
    maxPositions: c.max_position_embeddings,
    rmsNormEps: c.rms_norm_eps,
    ropeTheta: rope.rope_theta ?? c.rope_theta ?? 10000,
    ropeScaling: ropeScaling(rope),
    qkvBias: options.qkvBias ?? c.attention_bias ?? c.model_type === "qwen2",
    tieEmbeddings: c.tie_word_embeddings,
    initializerRange: c.initializer_range,
  });
}

function ropeScaling(rope: z.infer<typeof publishedRope>): RopeScaling | null {
  const type = rope.rope_type ?? rope.type ?? "default";
  if (type === "default") return null;
  if (type !== "llama3") {
    throw new Error(`config.json: rope_type "${type}" is not supported; use a model with "default" or "llama3"`);
  }
  return ropeScalingConfig.parse({
    factor: rope.factor,
    lowFreqFactor: rope.low_freq_factor,
    highFreqFactor: rope.high_freq_factor,
    originalMaxPositions: rope.original_max_position_embeddings,
  });
}
