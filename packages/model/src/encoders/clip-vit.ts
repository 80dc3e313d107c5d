// CLIP vision transformer (paper section 3.1): global features for the language model from a hidden state, no class token.
import { cat, nn, type Tensor, zeros } from "@refvlm/torch";
import { z } from "zod";
import { size } from "../layers/sizes.js";
import { ClipEncoder, clipLayerConfig } from "./clip-layer.js";

export const clipVitConfig = z.strictObject({
  imageSize: size,
  patchSize: size,
  ...clipLayerConfig.shape,
  /** Width of the shared image-text space, or null for a tower without the projection. */
  projectionSize: size.nullable(),
  /** Which hidden state feeds the language model: 0 is the embedding, -1 the last layer's output, -2 the one before. */
  featureLayer: z.int(),
});
export type ClipVitConfig = z.infer<typeof clipVitConfig>;

class ClipVisionEmbeddings extends nn.Module {
  readonly classEmbedding: Tensor;
  readonly patchEmbedding: nn.Conv2d;
  readonly positionEmbedding: nn.Embedding;

  constructor({ hiddenSize, patchSize, imageSize }: ClipVitConfig) {
    super();
    const patches = Math.floor(imageSize / patchSize) ** 2;
    this.classEmbedding = nn.parameter(nn.init.normal_(zeros([hiddenSize]), 0, 0.02));
    this.patchEmbedding = new nn.Conv2d(3, hiddenSize, patchSize, { stride: patchSize, bias: false });
    this.positionEmbedding = new nn.Embedding(patches + 1, hiddenSize);
    nn.init.normal_(this.positionEmbedding.weight, 0, 0.02);
  }

  forward(pixels: Tensor): Tensor {
    const patches = this.patchEmbedding.forward(pixels).flatten(2).transpose(1, 2); // [B, P, C]
    const [batch, , width] = patches.shape;
    const tokens = cat([this.classEmbedding.view([1, 1, width]).expand([batch, 1, width]), patches], 1);
    return tokens.add(this.positionEmbedding.weight); // [B, 1+P, C]
  }
}

class ClipVisionModel extends nn.Module {
  readonly embeddings: ClipVisionEmbeddings;
  /** Misspelt in every published file. */
  readonly preLayrnorm: nn.LayerNorm;
  readonly encoder: ClipEncoder;
  readonly postLayernorm: nn.LayerNorm;

  constructor(config: ClipVitConfig) {
    super();
    const norm = () => new nn.LayerNorm(config.hiddenSize, { eps: config.layerNormEps });
    this.embeddings = new ClipVisionEmbeddings(config);
    this.preLayrnorm = norm();
    this.encoder = new ClipEncoder(config);
    this.postLayernorm = norm();
  }

  /** Runs `count` layers. */
  forward(pixels: Tensor, count?: number): { embeddings: Tensor; hiddenStates: Tensor[] } {
    const embeddings = this.embeddings.forward(pixels);
    return { embeddings, hiddenStates: this.encoder.forward(this.preLayrnorm.forward(embeddings), null, count) };
  }
}

/** What one pass over pictures gives. */
export interface ClipVitOutput {
  /** Tokens with positions, before the first norm [B, 1+P, C]. */
  embeddings: Tensor;
  /** layers + 1 states [B, 1+P, C], none of them normed at the end. */
  hiddenStates: Tensor[];
  /** Normed class token [B, C]. */
  pooled: Tensor;
  /** Picture in the shared image-text space [B, projectionSize], not normalised; null without a projection. */
  imageEmbeds: Tensor | null;
}

/** Keys as `openai/clip-vit-large-patch14-336`: `vision_model.*` and, with a projection, `visual_projection.weight`. */
export class ClipVit extends nn.Module {
  readonly visionModel: ClipVisionModel;
  readonly visualProjection: nn.Linear | null;
  readonly config: ClipVitConfig;

  constructor(config: ClipVitConfig) {
    super();
    this.config = config;
    this.visionModel = new ClipVisionModel(config);
    this.visualProjection =
      config.projectionSize === null ? null : new nn.Linear(config.hiddenSize, config.projectionSize, { bias: false });
  }

  /** Patches a side of the feature map. */
  get gridSize(): number {
    return Math.floor(this.config.imageSize / this.config.patchSize);
  }

  /** @param pixels normalised pictures [B, 3, S, S] */
  forward(pixels: Tensor): ClipVitOutput {
    const { embeddings, hiddenStates } = this.visionModel.forward(pixels);
    const pooled = this.visionModel.postLayernorm.forward(hiddenStates.at(-1)!.select(1, 0)); // [B, C]
    const imageEmbeds = this.visualProjection?.forward(pooled) ?? null; // [B, E]
    return { embeddings, hiddenStates, pooled, imageEmbeds };
  }

  /** The state `featureLayer` without the class token [B, P, C]; layers above it do not run. */
  features(pixels: Tensor): Tensor {
    return this.featuresOf(this.visionModel.forward(pixels, this.#featureIndex).hiddenStates);
  }

  /** The same out of the states of a pass, [B, P, C]. */
  featuresOf(hiddenStates: readonly Tensor[]): Tensor {
    return hiddenStates[this.#featureIndex].slice(1, 1);
  }

  get #featureIndex(): number {
    const { layers, featureLayer } = this.config;
    return featureLayer < 0 ? layers + 1 + featureLayer : featureLayer;
  }
}
