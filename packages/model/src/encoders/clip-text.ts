// CLIP text tower: names and sentences into the shared image-text space (stage 0, pointing keys, text similarity).
import { arange, nn, ones, type Tensor } from "@refvlm/torch";
import { z } from "zod";
import { count, size } from "../layers/sizes.js";
import { ClipEncoder, clipLayerConfig } from "./clip-layer.js";

export const clipTextConfig = z.strictObject({
  /** Whose ids it reads: the language model's, or those of a `text-tokenizer.json` of its own, as CLIP's. */
  tokenizer: z.enum(["shared", "own"]),
  vocabSize: count,
  context: count,
  ...clipLayerConfig.shape,
  projectionSize: size,
  /** The token that opens every text, null where texts start with their first word. */
  bosId: z.int().nonnegative().nullable().default(null),
  /** The token the sentence is read at; padding repeats it. */
  eosId: z.int().nonnegative(),
});
export type ClipTextConfig = z.infer<typeof clipTextConfig>;

class ClipTextEmbeddings extends nn.Module {
  readonly tokenEmbedding: nn.Embedding;
  readonly positionEmbedding: nn.Embedding;

  constructor({ vocabSize, context, hiddenSize }: ClipTextConfig) {
    super();
    this.tokenEmbedding = new nn.Embedding(vocabSize, hiddenSize);
    this.positionEmbedding = new nn.Embedding(context, hiddenSize);
    nn.init.normal_(this.tokenEmbedding.weight, 0, 0.02);
    nn.init.normal_(this.positionEmbedding.weight, 0, 0.01);
  }

  forward(ids: Tensor): Tensor {
    const positions = this.positionEmbedding.weight.slice(0, 0, ids.shape[1]); // [T, C]
    return this.tokenEmbedding.forward(ids).add(positions); // [B, T, C]
  }
}

class ClipTextModel extends nn.Module {
  readonly embeddings: ClipTextEmbeddings;
  readonly encoder: ClipEncoder;
  readonly finalLayerNorm: nn.LayerNorm;

  constructor(config: ClipTextConfig) {
    super();
    this.embeddings = new ClipTextEmbeddings(config);
    this.encoder = new ClipEncoder(config);
    this.finalLayerNorm = new nn.LayerNorm(config.hiddenSize, { eps: config.layerNormEps });
  }

  forward(ids: Tensor): { hiddenStates: Tensor[]; lastHiddenState: Tensor } {
    const length = ids.shape[1];
    const embedded = this.embeddings.forward(ids);
    const causal = ones([1, length, length], { dtype: "bool", device: ids.device }).tril();
    const hiddenStates = this.encoder.forward(embedded, nn.attentionBias(causal, embedded.dtype));
    return { hiddenStates, lastHiddenState: this.finalLayerNorm.forward(hiddenStates.at(-1)!) };
  }
}

export interface ClipTextOutput {
  /** layers + 1 states before the final norm [B, T, C]. */
  hiddenStates: Tensor[];
  /** After the final norm [B, T, C]. */
  lastHiddenState: Tensor;
  /** Sentences in the shared space [B, projectionSize], not normalised. */
  textEmbeds: Tensor;
}

/** Keys as `openai/clip-vit-large-patch14-336`: `text_model.*`, `text_projection.weight`. */
export class ClipText extends nn.Module {
  readonly textModel: ClipTextModel;
  readonly textProjection: nn.Linear;
  readonly config: ClipTextConfig;

  constructor(config: ClipTextConfig) {
    super();
    this.config = config;
    this.textModel = new ClipTextModel(config);
    this.textProjection = new nn.Linear(config.hiddenSize, config.projectionSize, { bias: false });
  }

  /** @param ids int64 [B, T]: tokens, the end token, then end tokens as padding (attention is causal, so they change nothing) */
  forward(ids: Tensor): ClipTextOutput {
    const { hiddenStates, lastHiddenState } = this.textModel.forward(ids);
    const rows = arange(ids.shape[0], { dtype: "int64", device: ids.device });
    const end = ids.eq(this.config.eosId).to("int64").argmax(1); // [B], the first end token
    const pooled = lastHiddenState.index([rows, end]); // [B, C]
    return { hiddenStates, lastHiddenState, textEmbeds: this.textProjection.forward(pooled) };
  }
}

/** Frames token lists with begin and end tokens and pads them with the end token, cutting what exceeds the context. */
export function clipTextIds(
  texts: readonly (readonly number[])[],
  { context, bosId, eosId }: ClipTextConfig,
): number[][] {
  const begin = bosId === null ? [] : [bosId];
  const framed = texts.map((ids) => [...[...begin, ...ids].slice(0, context - 1), eosId]);
  const longest = Math.max(...framed.map((ids) => ids.length));
  return framed.map((ids) => [...ids, ...new Array<number>(longest - ids.length).fill(eosId)]);
}
