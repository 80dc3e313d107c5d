// The whole network (paper figure 3): encoders, projector, language model, and behind the router the visual decoders.
import { type DType, nn, noGrad, type Tensor, tensor } from "@refvlm/torch";
import type { Codec } from "@refvlm/trp";
import { encoderShapes, type ModelConfig, patchShape } from "./config.js";
import { ListedProposals } from "./decoders/listed-proposals.js";
import { type ProposedInPictures, VisualMemory } from "./decoders/visual-memory.js";
import { ClipConvnext } from "./encoders/clip-convnext.js";
import { ClipText, clipTextIds } from "./encoders/clip-text.js";
import { ClipVit } from "./encoders/clip-vit.js";
import { type EncoderMaps, levelMaps, levelShapes, stagesOf } from "./encoders/levels.js";
import { type DetectedCells, joinedCells } from "./encoders/nanodet/detection-head.js";
import { Nanodet } from "./encoders/nanodet/nanodet.js";
import type { FramedPicture, PixelBatch } from "./encoders/pixels.js";
import { Projector } from "./encoders/projector.js";
import { buildPromptEncoder, type PromptEncoder } from "./encoders/prompt-strategies.js";
import type { AskedQuestion } from "./evidence/asked-question.js";
import { Evidence } from "./evidence/evidence.js";
import type { PackedEvidence } from "./evidence/packed-evidence.js";
import type { PointedAt } from "./evidence/prompts-in.js";
import { listProposals } from "./evidence/proposal-list.js";
import { RowGuide, type TripletBoxes } from "./evidence/row-guide.js";
import type { SeenPictures } from "./evidence/seen-pictures.js";
import { LanguageModel } from "./language-model/llama.js";
import { unitVectors } from "./layers/unit-vectors.js";
import { tokenLoss } from "./losses/cross-entropy.js";
import { type PackedBatch, type PackingOptions, packedAttentionMask } from "./packing.js";
import { type PatchFeatures, PictureTokens } from "./picture-tokens.js";
import type { TextCodec } from "./tokenizer/text-tokenizer.js";
import { unitDecoders } from "./units/registry.js";
import type { UnitDecoders } from "./units/unit-decoder.js";
import type { UnitPasses } from "./units/unit-pass.js";
import { type PhraseEncoder, VisualDecoders } from "./visual-decoders.js";

/** What the encoders see in a batch of pictures; encode once, ask many. */
export interface PictureFeatures {
  /** Tokens for the language model, [B, P, C]. */
  tokens: Tensor;
  /** What visual prompts are read from. */
  patches: PatchFeatures;
  /** What the unit decoders read. */
  memory: VisualMemory;
}

/**
 * Over what the language loss is a mean: all tokens alike; all turns alike, so that short answers are not drowned, though a
 * decision for one counts more than against it; or the beginnings of answers, where most is decided, before what follows.
 */
export type TextMean = "token" | "turn" | "early";

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
  /** The list of the picture that each row is about, and what reads it; words carry no evidence without it. */
  seen?: SeenPictures | null;
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
  readonly visionTower: ClipVit | null;
  readonly pyramidTower: ClipConvnext | null;
  /** Gives the pyramid in a network without a ConvNeXt, and proposes. */
  readonly detector: Nanodet | null;
  /** Says what phrases mean in the space of the proposals' keys, with query selection. */
  readonly textTower: ClipText | null;
  readonly projector: Projector;
  readonly languageModel: LanguageModel;
  readonly visualDecoders: VisualDecoders;
  /** Adds what the decoders' map shows to the picture tokens, where the config says so. */
  readonly pyramidProjector: Projector | null;
  /** The bridges by which the picture's evidence enters the language model, where the config says so. */
  readonly evidence: Evidence | null;
  readonly promptEncoder: PromptEncoder;
  /** Makes tokens of what the encoders see, by the projectors and the prompt encoder. */
  readonly pictureTokens: PictureTokens;
  /** Cells of a side of the map that tokens of pictures and prompts are made from. */
  readonly patchGrid: number;
  /** Cells of a side of what the language model sees of it. */
  readonly tokenGrid: number;
  /** Side of the grid on which masks are compared: that of the finest level. */
  readonly maskGrid: number;
  /** Channels of the maps that decoders read, finest first. */
  readonly featureChannels: readonly number[];

  /**
   * @param options.units decoders that the config's units may choose; those of this package by default
   * @throws Error for a unit of the config without a decoder
   */
  constructor(
    readonly config: ModelConfig,
    { units = unitDecoders }: NetworkOptions = {},
  ) {
    super();
    const { vit, convnext, detector, text, languageModel, decoder, pictureTokens } = config;
    const shapes = encoderShapes(config);
    const levels = levelShapes(decoder.levels, shapes);
    const { side, channels } = patchShape(shapes, pictureTokens);
    this.patchGrid = side;
    this.tokenGrid = pictureTokens?.side ?? side;
    this.maskGrid = levels[0].side;
    this.featureChannels = levels.map(({ channels }) => channels);
    this.visionTower = vit && new ClipVit(vit);
    this.pyramidTower = convnext && new ClipConvnext(convnext);
    this.detector = detector && new Nanodet(detector, text!.projectionSize);
    this.textTower = text && new ClipText(text);
    this.projector = new Projector(channels, languageModel.hiddenSize);
    this.languageModel = new LanguageModel(languageModel);
    this.visualDecoders = new VisualDecoders(
      {
        ...decoder,
        grid: this.maskGrid,
        featureChannels: this.featureChannels,
        hiddenSize: languageModel.hiddenSize,
        keySize: decoder.querySelection ? text!.projectionSize : null,
        detected: detector?.neck ?? null,
        evidence: config.evidence,
        pyramidTokens: config.pyramidTokens,
        matching: config.matching,
      },
      units,
    );
    this.pyramidProjector = config.pyramidTokens ? new Projector(decoder.width, languageModel.hiddenSize) : null;
    this.evidence = config.evidence && new Evidence(config.evidence, languageModel.hiddenSize);
    this.promptEncoder = buildPromptEncoder(config.prompts, {
      side,
      channels: config.pyramidTokens ? [channels, decoder.width] : [channels],
      hiddenSize: languageModel.hiddenSize,
    });
    const { projector, pyramidProjector, promptEncoder, patchGrid, tokenGrid } = this;
    const stage = pictureTokens?.stage;
    this.pictureTokens = new PictureTokens({ projector, pyramidProjector, promptEncoder, stage, patchGrid, tokenGrid });
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
    return this.tokenGrid ** 2;
  }

  /** Side in pixels of the largest pictures that its encoders read, but for a second look: as large are pictures made to learn from. */
  get pictureSize(): number {
    const { vit, convnext, detector } = this.config;
    return Math.max(...[vit, convnext, detector].map((encoder) => encoder?.imageSize ?? 0));
  }

  /**
   * Runs the encoders, and those of decoders that have their own.
   * @param names keys of the names that evidence lists, as `nameKeys` gives them; without them nothing is listed
   */
  encodePictures(pixels: PixelBatch, names: Tensor | null = null): PictureFeatures {
    const maps = this.encoderMaps(pixels);
    const second = pixels.secondLook ? (this.detector?.pyramid(pixels.secondLook) ?? null) : null;
    const memory = this.list(this.encodeMaps(maps, pixels.pictures, second), names);
    const patches = this.pictureTokens.patches(maps, memory);
    return { tokens: this.pictureTokens.ofPictures(patches), patches, memory };
  }

  /** What the encoders make: the ViT's patches [B, P, Cv], and the stages of the pyramid [B, c, h, w] that are read. */
  encoderMaps(pixels: PixelBatch): EncoderMaps<Tensor> {
    const { visionTower, pyramidTower, detector } = this;
    const stages = visionTower ? stagesOf(this.config.decoder.levels) : undefined; // tokens may come from the last one
    return {
      vit: visionTower?.features(pixels.vit!) ?? null,
      stages: pyramidTower?.pyramid(pixels.convnext!, stages) ?? detector?.pyramid(pixels.detector!) ?? [],
    };
  }

  /**
   * The decoders see the encoders at the levels that the config names.
   * @param second the maps of a detector's second look, which propose, too, and are read by nobody else
   */
  encodeMaps(
    maps: EncoderMaps<Tensor>,
    pictures?: readonly FramedPicture[],
    second: readonly Tensor[] | null = null,
  ): VisualMemory {
    const detected = this.detected(maps.stages, second);
    return this.visualDecoders.encode(levelMaps(this.config.decoder.levels, maps), pictures, detected);
  }

  /** What a detector's cells propose in all its looks; null without one. */
  private detected(stages: readonly Tensor[], second: readonly Tensor[] | null): DetectedCells | null {
    const { detector } = this;
    if (!detector) return null;
    const first = detector.propose(stages);
    return second ? joinedCells([first, detector.propose(second, detector.config.secondLook!)]) : first;
  }

  /** Keys [C, K] of the names that evidence lists, no gradient; null without evidence. */
  nameKeys(textCodec: TextCodec | null): Tensor | null {
    const encode = this.phraseEncoder(textCodec);
    return this.evidence && encode ? noGrad(() => encode(this.evidence!.config.names)) : null;
  }

  /** The memory with its list of proposals, where there are names for one. */
  private list(memory: VisualMemory, names: Tensor | null): VisualMemory {
    const { evidence, visualDecoders } = this;
    const { proposals } = memory;
    const nameFit = visualDecoders.querySelection?.nameFit;
    if (!evidence || !names || !proposals || !nameFit) return memory;
    const listed = listProposals(proposals, nameFit, names, evidence.config.proposals);
    const { attributeFit } = visualDecoders;
    const attributes = attributeFit && noGrad(() => attributeFit.probability(memory.features, listed.boxes));
    return new VisualMemory({ ...memory, listed: new ListedProposals({ ...listed, attributes }) });
  }

  /** Pictures as the bridges see them; null without evidence, or where nothing has been listed. */
  see({ proposals, listed }: ProposedInPictures, encode: PhraseEncoder | undefined): SeenPictures | null {
    const fit = this.visualDecoders.querySelection?.nameFit;
    return proposals && listed && encode && fit ? { dense: proposals, list: listed, fit, encode } : null;
  }

  /**
   * What guides one answer by what its picture shows; undefined without evidence.
   * @param proposed gives the proposals of the picture, in every step of generation
   * @param question what the user asks
   * @param boxes where the answer's triplets point so far
   * @param reads.encode asked at every token; see `onceEach`
   * @param pointed what the user points at in the question
   */
  guide(
    proposed: () => ProposedInPictures,
    question: AskedQuestion,
    boxes: TripletBoxes,
    { codec, encode }: { codec: Codec; encode: PhraseEncoder | undefined },
    pointed: readonly PointedAt[] = [],
  ): RowGuide | undefined {
    const { evidence } = this;
    if (!evidence || !encode) return undefined;
    const see = () => this.see(proposed(), encode)!;
    const { vocabSize } = this.config.languageModel;
    return new RowGuide(evidence, evidence.reader(codec), see, question, vocabSize, boxes, pointed);
  }

  /**
   * Embeddings of a packed batch: tokens of pictures and prompts in their places, and words that look.
   * @returns [B, L, C]
   */
  embed(batch: PackedBatch, { tokens, patches, seen }: SeenByRows): Tensor {
    const { imageSlots, promptSlots, promptMasks, promptRows, evidence } = batch;
    let embedded = this.languageModel.embed(batch.ids); // [B, L, C]
    const [, , width] = embedded.shape;
    const place = (slots: Tensor, values: Tensor) => {
      const flat = embedded.reshape([-1, width]).indexCopy(0, slots, values.reshape([-1, width]));
      embedded = flat.reshape([...embedded.shape]);
    };
    if (tokens && imageSlots.numel > 0) place(imageSlots, tokens);
    if (patches && promptRows.length > 0) {
      const shown = this.pictureTokens.ofPrompts(patches, promptMasks, promptRows); // [R, N, C]
      const names = evidence && seen && this.namesOfPrompts(evidence, seen);
      place(promptSlots, names ? shown.add(names.unsqueeze(1)) : shown);
    }
    return evidence && this.evidence ? this.evidence.embed(embedded, evidence, seen) : embedded;
  }

  /** The embeddings of the names of what prompts show, means of their tokens: [R, C]; null where nothing tells them. */
  private namesOfPrompts({ pointed, nameIds }: PackedEvidence, seen: SeenPictures): Tensor | null {
    const shown = this.evidence?.namesShown(pointed, seen) ?? [];
    if (shown.every((name) => name === null)) return null;
    const rows = shown.map((name) => (name === null ? [] : nameIds[name]));
    const ids = tensor(Int32Array.from(rows.flat()), { dtype: "int64", device: this.device });
    const shares = new Float32Array(rows.length * ids.numel);
    let at = 0;
    for (const [r, row] of rows.entries()) for (const _ of row) shares[r * ids.numel + at++] = 1 / row.length;
    const embedded = this.languageModel.embed(ids.unsqueeze(0)).squeeze(0); // [tokens, C]
    return tensor(shares, { shape: [rows.length, ids.numel], device: this.device })
      .to(embedded.dtype)
      .matmul(embedded);
  }

  /**
   * What phrases mean in the space of the proposals' keys, for the text tower's tokenizer; undefined where nobody asks. Of a
   * description it is the name that evidence lists, where its head is one.
   */
  phraseEncoder(textCodec: TextCodec | null): PhraseEncoder | undefined {
    if (!this.textTower || !textCodec) return undefined;
    const named = (phrase: string) => this.evidence?.descriptions.read(phrase).name ?? phrase;
    return (phrases) => this.textKeys(phrases.map((phrase) => textCodec.encodeText(named(phrase))));
  }

  /** Unit vectors of texts given as the text tower's ids, without begin and end: [N, K]. */
  private textKeys(texts: readonly (readonly number[])[]): Tensor {
    const ids = tensor(clipTextIds(texts, this.config.text!), { dtype: "int64", device: this.device });
    return unitVectors(this.textTower!.forward(ids).textEmbeds);
  }

  /** How conversations are laid out for this network: on its device, and read for its bridges. */
  packing({ codec }: { codec: Codec }): PackingOptions {
    const turnReader = this.evidence?.reader(codec);
    const { imageTokens, patchGrid: promptGrid, promptEncoder, device } = this;
    return { imageTokens, promptTokens: promptEncoder.tokens, promptGrid, device, turnReader };
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
    const seen = this.see(features.memory, encodePhrases);
    const { hiddenStates } = this.languageModel.forward({
      inputsEmbeds: this.embed(batch, { ...features, seen }),
      // A GPU has one fused kernel for whole rows, and would wait for many small ones.
      ...(this.device === "cpu" ? { rows: batch.rows } : { attentionMask: packedAttentionMask(batch.segments) }),
      positionIds: batch.positionIds,
    });
    const units = this.visualDecoders.forward(features.memory, hiddenStates, batch.marks, { encodePhrases });
    return { hiddenStates, textLoss: this.textLoss(batch, hiddenStates, textMean, seen), units };
  }

  /** Scores are computed only where a token is supervised. */
  private textLoss(
    { supervised, evidence }: PackedBatch,
    hiddenStates: Tensor,
    textMean: TextMean,
    seen: SeenPictures | null,
  ): Tensor | null {
    const { slots, labels, shares, early } = supervised;
    if (labels.numel === 0) return null;
    const states = hiddenStates.reshape([-1, hiddenStates.shape[2]]).indexSelect(0, slots); // [N, C]
    const plain = this.languageModel.logits(states); // [N, V]
    const logits = seen && evidence && this.evidence ? this.evidence.scores(plain, states, evidence, seen) : plain;
    if (textMean === "token") return tokenLoss(logits, labels);
    const chosen = logits.to("float32").logSoftmax(-1).gather(1, labels.unsqueeze(1)).squeeze(1); // [N]
    return chosen
      .mul(textMean === "turn" ? shares : early)
      .sum()
      .neg();
  }
}
