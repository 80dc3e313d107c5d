// The whole network (paper figure 3): two encoders, projector, language model, and behind the router the visual decoders.
import { cat, type DType, nn, noGrad, type Tensor, tensor } from "@refvlm/torch";
import type { Codec } from "@refvlm/trp";
import type { ModelConfig } from "./config.js";
import type { DenseProposals } from "./decoders/proposals.js";
import type { VisualMemory } from "./decoders/visual-memory.js";
import { ClipConvnext } from "./encoders/clip-convnext.js";
import { ClipText, clipTextIds } from "./encoders/clip-text.js";
import { ClipVit } from "./encoders/clip-vit.js";
import type { FramedPicture, PixelBatch } from "./encoders/pixels.js";
import { Projector } from "./encoders/projector.js";
import { encodePrompts } from "./encoders/prompt-encoder.js";
import { LanguageModel } from "./language-model/llama.js";
import { WordGrounding } from "./language-model/word-grounding.js";
import { unitVectors } from "./layers/unit-vectors.js";
import { tokenLoss } from "./losses/cross-entropy.js";
import { type PackedBatch, type PackingOptions, packedAttentionMask, type QuestionWords } from "./packing.js";
import { type TextCodec, wordReader } from "./tokenizer/text-tokenizer.js";
import { unitDecoders } from "./units/registry.js";
import type { UnitDecoders } from "./units/unit-decoder.js";
import type { UnitPasses } from "./units/unit-pass.js";
import { type PhraseEncoder, VisualDecoders } from "./visual-decoders.js";

/** What tokens of the language model are made from, for each cell of the ViT's grid; or for each of a prompt's. */
export interface PatchFeatures {
  /** The ViT's patches, [B, P, Cv]. */
  vit: Tensor;
  /** The decoders' finest map where `pyramidTokens` shows it to the language model, [B, P, d]. */
  fused?: Tensor;
}

/** What the encoders see in a batch of pictures; encode once, ask many. */
export interface PictureFeatures {
  /** Tokens for the language model, [B, P, C]. */
  tokens: Tensor;
  /** What visual prompts are read from. */
  patches: PatchFeatures;
  /** What the unit decoders read. */
  memory: VisualMemory;
}

/** Over what the language loss is a mean: all tokens alike, or all turns alike, so that short answers are not drowned. */
export type TextMean = "token" | "turn";

export interface NetworkOptions {
  units?: UnitDecoders;
}

export interface ForwardOptions {
  encodePhrases?: PhraseEncoder;
  textMean?: TextMean;
}

/** What stands in the places of a packed batch that words do not take. */
export interface SeenByRows {
  /** Tokens of the rows that have a picture's place, [rows, P, C]. */
  tokens?: Tensor;
  /** Patches of the picture that each row is about, for visual prompts. */
  patches?: PatchFeatures;
  /** Proposals of the picture that each row is about; words do not look without them. */
  proposals?: DenseProposals;
}

/** One pass over packed conversations. */
export interface NetworkOutput {
  /** After the final norm, [B, L, C]. */
  hiddenStates: Tensor;
  /** Mean cross-entropy of the supervised tokens (equation 9's language term); null when none is supervised. */
  textLoss: Tensor | null;
  /** The unit decoders that the batch's `<REF>`s asked for. */
  units: UnitPasses;
}

/** One code for every preset; `config` is the only difference between nano and vicuna-7b. */
export class RefVlmNetwork extends nn.Module {
  readonly visionTower: ClipVit;
  readonly pyramidTower: ClipConvnext;
  readonly textTower: ClipText;
  readonly projector: Projector;
  readonly languageModel: LanguageModel;
  readonly visualDecoders: VisualDecoders;
  /** Adds what the decoders' map shows to the picture tokens, where the config says so. */
  readonly pyramidProjector: Projector | null;
  /** Tells the words of questions what the picture shows for them, where the config says so. */
  readonly wordGrounding: WordGrounding | null;

  /**
   * @param options.units decoders that the config's units may choose; those of this package by default
   * @throws Error for a unit of the config without a decoder
   */
  constructor(
    readonly config: ModelConfig,
    { units = unitDecoders }: NetworkOptions = {},
  ) {
    super();
    const { vit, convnext, text, languageModel, decoder } = config;
    const [stride4, stride8, stride16, stride32] = convnext.dims;
    this.visionTower = new ClipVit(vit);
    this.pyramidTower = new ClipConvnext(convnext);
    this.textTower = new ClipText(text);
    this.projector = new Projector(vit.hiddenSize, languageModel.hiddenSize);
    this.languageModel = new LanguageModel(languageModel);
    this.visualDecoders = new VisualDecoders(
      {
        ...decoder,
        grid: this.maskGrid,
        featureChannels: [stride4, stride8, stride16 + vit.hiddenSize, stride32],
        hiddenSize: languageModel.hiddenSize,
        keySize: text.projectionSize,
      },
      units,
    );
    this.pyramidProjector = config.pyramidTokens ? new Projector(decoder.width, languageModel.hiddenSize) : null;
    this.wordGrounding = config.wordGrounding ? new WordGrounding(languageModel.hiddenSize) : null;
  }

  /** Where the weights lie. */
  get device(): string {
    return this.projector.linear1.weight.device;
  }

  /** Element type of the weights. */
  get dtype(): DType {
    return this.projector.linear1.weight.dtype;
  }

  /** Tokens that one picture takes in the language model. */
  get imageTokens(): number {
    return this.visionTower.gridSize ** 2;
  }

  /** Side of the grid on which masks are compared: that of the stride-4 map. */
  get maskGrid(): number {
    return this.config.convnext.imageSize / 4;
  }

  /** Runs both encoders, and those of decoders that have their own. */
  encodePictures({ vit, convnext, pictures }: PixelBatch): PictureFeatures {
    const map = this.visionTower.features(vit); // [B, P, Cv]
    const memory = this.encodeMaps(map, this.pyramidTower.pyramid(convnext), pictures);
    const patches = this.patches(map, memory);
    return { tokens: this.tokens(patches), patches, memory };
  }

  /** What the language model sees of pictures: the ViT's patches [B, P, Cv], and with `pyramidTokens` the fused map too. */
  patches(vit: Tensor, { pyramid }: VisualMemory): PatchFeatures {
    if (!this.pyramidProjector) return { vit };
    const grid = this.visionTower.gridSize;
    return { vit, fused: pyramid.maps[0].adaptiveAvgPool2d([grid, grid]).flatten(2).transpose(1, 2) };
  }

  /** Tokens of the language model, [..., C], for patches of pictures and for what prompts gather from them alike. */
  tokens({ vit, fused }: PatchFeatures): Tensor {
    const tokens = this.projector.forward(vit);
    return fused && this.pyramidProjector ? tokens.add(this.pyramidProjector.forward(fused)) : tokens;
  }

  /**
   * Tokens of visual prompts (section 4.2), through the projectors that the pictures' own tokens use.
   * @param masks of R prompts on the grid of the patches, [R, g, g]
   * @param pictureOf row of the patches that each prompt points into
   * @returns [R, N, C]
   */
  promptTokens({ vit, fused }: PatchFeatures, masks: Tensor, pictureOf: readonly number[]): Tensor {
    const index = tensor(BigInt64Array.from(pictureOf, BigInt), { device: masks.device });
    const gathered = (map: Tensor) =>
      encodePrompts(map.indexSelect(0, index), masks.unsqueeze(1), { cells: this.config.promptCells }).squeeze(1);
    return this.tokens({ vit: gathered(vit), fused: fused && gathered(fused) });
  }

  /** The decoders see both encoders: the ViT's map joins the pyramid at stride 16. */
  encodeMaps(patches: Tensor, pyramid: readonly Tensor[], pictures?: readonly FramedPicture[]): VisualMemory {
    const [stride4, stride8, stride16, stride32] = pyramid;
    const grid = this.visionTower.gridSize;
    const [batch, , width] = patches.shape;
    const map = patches.transpose(1, 2).reshape([batch, width, grid, grid]); // [B, Cv, g, g]
    const size = stride16.shape.slice(2);
    const fitted = size[0] === grid && size[1] === grid ? map : map.upsampleBilinear2d(size, false);
    return this.visualDecoders.encode([stride4, stride8, cat([stride16, fitted], 1), stride32], pictures);
  }

  /**
   * Embeddings of a packed batch: tokens of pictures and prompts in their places, and words that look.
   * @returns [B, L, C]
   */
  embed(batch: PackedBatch, { tokens, patches, proposals }: SeenByRows): Tensor {
    const { imageSlots, promptSlots, promptMasks, promptRows, questions } = batch;
    let embedded = this.languageModel.embed(batch.ids); // [B, L, C]
    const [, , width] = embedded.shape;
    const place = (slots: Tensor, values: Tensor) => {
      const flat = embedded.reshape([-1, width]).indexCopy(0, slots, values.reshape([-1, width]));
      embedded = flat.reshape([...embedded.shape]);
    };
    if (tokens && imageSlots.numel > 0) place(imageSlots, tokens);
    if (patches && promptRows.length > 0) place(promptSlots, this.promptTokens(patches, promptMasks, promptRows));
    return proposals && questions && this.wordGrounding
      ? embedded.add(this.groundedWords(questions, proposals, this.wordGrounding))
      : embedded;
  }

  /** What the words of questions see, 0 for all other tokens: [B, L, C]. The text tower gets each word alone. */
  private groundedWords(
    { words, which, written }: QuestionWords,
    proposals: DenseProposals,
    grounding: WordGrounding,
  ): Tensor {
    const keys = noGrad(() => this.textKeys(words)); // [N, K]
    const wordKeys = keys.indexSelect(0, which.flatten()).reshape([...which.shape, keys.shape[1]]); // [B, L, K]
    return grounding.forward(wordKeys, proposals).mul(written.unsqueeze(2).to(keys.dtype));
  }

  /** What phrases mean in the space of the decoders' keys, for the text tower's tokenizer. */
  phraseEncoder(textCodec: TextCodec): PhraseEncoder {
    return (phrases) => this.textKeys(phrases.map((phrase) => textCodec.encodeText(phrase)));
  }

  /** Unit vectors of texts given as the text tower's ids, without begin and end: [N, K]. */
  private textKeys(texts: readonly (readonly number[])[]): Tensor {
    const ids = tensor(clipTextIds(texts, this.config.text), { dtype: "int64", device: this.device });
    return unitVectors(this.textTower.forward(ids).textEmbeds);
  }

  /** How conversations are laid out for this network: on its device, and with words where it looks for them. */
  packing({ codec, textCodec }: { codec: Codec; textCodec: TextCodec }): PackingOptions {
    const readWord = this.wordGrounding ? wordReader(codec, textCodec) : undefined;
    const { promptCells } = this.config;
    return { imageTokens: this.imageTokens, promptCells, device: this.device, readWord };
  }

  /**
   * Reads packed conversations about pictures and decodes their `<REF>`s.
   * @param features of one picture a row
   */
  forward(
    batch: PackedBatch,
    features: PictureFeatures,
    { encodePhrases, textMean = "token" }: ForwardOptions = {},
  ): NetworkOutput {
    const { hiddenStates } = this.languageModel.forward({
      inputsEmbeds: this.embed(batch, { ...features, proposals: features.memory.proposals }),
      attentionMask: packedAttentionMask(batch.segments),
      positionIds: batch.positionIds,
    });
    const units = this.visualDecoders.forward(features.memory, hiddenStates, batch.marks, { encodePhrases });
    return { hiddenStates, textLoss: this.textLoss(batch, hiddenStates, textMean), units };
  }

  /** Scores are computed only where a token is supervised. */
  private textLoss({ supervised }: PackedBatch, hiddenStates: Tensor, textMean: TextMean): Tensor | null {
    const { slots, labels, shares } = supervised;
    if (labels.numel === 0) return null;
    const states = hiddenStates.reshape([-1, hiddenStates.shape[2]]).indexSelect(0, slots); // [N, C]
    const logits = this.languageModel.logits(states);
    if (textMean === "token") return tokenLoss(logits, labels);
    const chosen = logits.to("float32").logSoftmax(-1).gather(1, labels.unsqueeze(1)).squeeze(1); // [N]
    return chosen.mul(shares).sum().neg();
  }
}
