// BERT (Devlin et al. 2018), the text encoder of GroundingDINO: post-norm layers over words that see what a mask allows.
import { nn, scope, type Tensor } from "@refvlm/torch";
import { z } from "zod";
import { BiasedAttention } from "../../layers/detr-decoder.js";
import { count, depth, size } from "../../layers/sizes.js";
import { headBias } from "./head-bias.js";

export const bertConfig = z.strictObject({
  vocabSize: count,
  hiddenSize: size,
  intermediateSize: size,
  layers: depth,
  heads: size,
  /** Places that have an embedding. */
  positions: count,
  layerNormEps: z.number().positive(),
});
export type BertConfig = z.infer<typeof bertConfig>;

/** First and second sentence, of which only the first occurs here. */
const SENTENCES = 2;

class BertLayer extends nn.Module {
  readonly attention: BiasedAttention;
  readonly attentionNorm: nn.LayerNorm;
  readonly fc1: nn.Linear;
  readonly fc2: nn.Linear;
  readonly outputNorm: nn.LayerNorm;

  constructor({ hiddenSize, intermediateSize, heads, layerNormEps: eps }: BertConfig) {
    super();
    this.attention = new BiasedAttention(hiddenSize, heads);
    this.attentionNorm = new nn.LayerNorm(hiddenSize, { eps });
    this.fc1 = new nn.Linear(hiddenSize, intermediateSize);
    this.fc2 = new nn.Linear(intermediateSize, hiddenSize);
    this.outputNorm = new nn.LayerNorm(hiddenSize, { eps });
  }

  forward(x: Tensor, bias: Tensor): Tensor {
    const read = this.attentionNorm.forward(x.add(this.attention.forward(x, x, x, bias)));
    return this.outputNorm.forward(read.add(this.fc2.forward(nn.gelu(this.fc1.forward(read)))));
  }
}

export class Bert extends nn.Module {
  readonly words: nn.Embedding;
  readonly positions: nn.Embedding;
  readonly sentences: nn.Embedding;
  readonly norm: nn.LayerNorm;
  readonly layers: nn.ModuleList<BertLayer>;

  constructor(readonly config: BertConfig) {
    super();
    const { vocabSize, hiddenSize, positions, layers, layerNormEps: eps } = config;
    this.words = new nn.Embedding(vocabSize, hiddenSize);
    this.positions = new nn.Embedding(positions, hiddenSize);
    this.sentences = new nn.Embedding(SENTENCES, hiddenSize);
    this.norm = new nn.LayerNorm(hiddenSize, { eps });
    this.layers = new nn.ModuleList(Array.from({ length: layers }, () => new BertLayer(config)));
  }

  /**
   * @param ids int64 [B, T]
   * @param places of the words, int64 [B, T]
   * @param allowed what each word may see, bool [B, T, T]
   * @returns [B, T, hiddenSize]
   */
  forward(ids: Tensor, places: Tensor, allowed: Tensor): Tensor {
    return scope(() => {
      const first = this.sentences.weight.narrow(0, 0, 1); // [1, C]
      const placed = this.words.forward(ids).add(this.positions.forward(places)).add(first);
      const bias = headBias(allowed, this.config.heads, placed.dtype);
      return [...this.layers].reduce((x, layer) => layer.forward(x, bias), this.norm.forward(placed));
    });
  }
}
