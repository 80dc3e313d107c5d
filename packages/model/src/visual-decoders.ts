// All of the network behind the router: pixel decoder, query selection and the unit decoders (section 4.3).
import { cat, nn, noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
import type { CxcywhBox, Mask } from "@refvlm/vision";
import { AttributeFit } from "./decoders/attribute-fit.js";
import type { ListedProposals } from "./decoders/listed-proposals.js";
import type { PhraseEncoder } from "./decoders/name-fit.js";
import { presenceOf } from "./decoders/presence.js";
import type { DenseProposals } from "./decoders/proposals.js";
import { flattenPyramid, type PyramidMemory } from "./decoders/pyramid-memory.js";
import { type PointingEvidence, pointingAt, QuerySelection } from "./decoders/query-selection.js";
import { type Pointing, QueryProjection, type QueryStart, type StartedQueries } from "./decoders/query-start.js";
import { type PictureMemory, perceived, SeenPicture } from "./decoders/seen-picture.js";
import { VisualMemory } from "./decoders/visual-memory.js";
import type { DetectedCells } from "./encoders/nanodet/detection-head.js";
import { PixelDecoder } from "./encoders/pixel-decoder.js";
import type { FramedPicture } from "./encoders/pixels.js";
import { BOX_WEIGHTS } from "./losses/box.js";
import { binaryLoss } from "./losses/cross-entropy.js";
import { assignTokens, denseBoxLoss, type LabelledObjects } from "./losses/dense.js";
import { type Matcher, type MatcherName, matchers } from "./matching/matchers.js";
import { firstReferences, placesAmong, type ReferenceMark, routeReferences, type UnitQueries } from "./router.js";
import {
  buildUnitDecoder,
  pixelChannelsOf,
  readsPyramid,
  type UnitsConfig,
  unitDecoders,
  unitsThatNeed,
} from "./units/registry.js";
import type { DecoderContext, FoundBoxes, UnitDecoder, UnitDecoderSizes, UnitDecoders } from "./units/unit-decoder.js";
import { UnitPass, UnitPasses } from "./units/unit-pass.js";

/** Sizes of everything behind the router. */
export interface VisualDecodersConfig extends Omit<UnitDecoderSizes, "levels"> {
  /** Width of the language model's hidden states. */
  hiddenSize: number;
  /** Width of the CLIP text space, in which query selection has its keys; null without query selection. */
  keySize: number | null;
  /** Channels of the features of a detector's cells, where one proposes. */
  detected?: number | null;
  /** Whether query selection says with which probability a name fits a proposal. */
  nameFit: boolean;
  /** With evidence: what `<REF>`s point by. */
  evidence?: PointingEvidence | null;
  /** Whether tokens of pictures read fused maps, too. */
  pyramidTokens?: boolean;
  /** Groups of the pixel decoder's norms. */
  normGroups: number;
  /** How predictions find their instances. */
  matching: MatcherName;
  units: UnitsConfig;
}

export type { PhraseEncoder };

/** What else a pass may be told. */
export interface DecodeOptions {
  /** Row of the memory that each sample is about; its own number by default. */
  pictureOf?: readonly number[];
  /** Without it <REF>s point by their states alone. */
  encodePhrases?: PhraseEncoder;
}

/** Levels that only masks need: they are fused when somebody asks for pixel embeddings. */
const FINER = 1;

/** What all decoders of some queries share. */
type SharedContext = Omit<DecoderContext, "memory" | "box" | "masks">;

/** Pixel decoder and start of queries shared by all units, and the unit decoders by name. */
export class VisualDecoders extends nn.Module {
  /** Null where a detector proposes and nobody else reads fused maps. */
  readonly pixelDecoder: PixelDecoder | null;
  /** Starts queries where states point among dense proposals, where the config says so; otherwise `queryProjection` does. */
  readonly querySelection: QuerySelection | null;
  readonly queryProjection: QueryProjection | null;
  /** Says what tells things of one name apart, where evidence lists any attributes. */
  readonly attributeFit: AttributeFit | null;
  readonly units: nn.ModuleDict<UnitDecoder>;
  readonly #start: QueryStart;
  readonly #matcher: Matcher;
  readonly #build: (unit: string) => UnitDecoder;
  /** Units whose things are those of boxes. */
  readonly #fromBoxes: ReadonlySet<string>;

  /**
   * @param known decoders that the config's units may choose
   * @throws Error for a unit without a decoder
   */
  constructor({ units, pyramidTokens = false, ...config }: VisualDecodersConfig, known: UnitDecoders = unitDecoders) {
    super();
    const { width, layers, heads, feedForwardSize, grid, featureChannels, keySize, matching, detected } = config;
    const isFused = !detected || pyramidTokens || readsPyramid(units, known);
    this.pixelDecoder = isFused ? new PixelDecoder({ ...config, maskSize: pixelChannelsOf(units, known) }) : null;
    this.querySelection = keySize === null ? null : new QuerySelection({ ...config, keySize });
    this.queryProjection = keySize === null ? new QueryProjection(config) : null;
    const attributes = config.evidence?.attributes?.length ?? 0;
    this.attributeFit = attributes > 0 ? new AttributeFit(featureChannels, attributes) : null;
    this.#start = (this.querySelection ?? this.queryProjection)!;
    this.#matcher = matchers[matching];
    this.#fromBoxes = new Set(unitsThatNeed("box", units, known));
    const levels = Math.max(1, featureChannels.length - FINER);
    const sizes = { width, layers, heads, feedForwardSize, grid, levels, featureChannels };
    this.#build = (unit) => buildUnitDecoder(unit, units[unit], known, sizes);
    this.units = new nn.ModuleDict(Object.fromEntries(Object.keys(units).map((unit) => [unit, this.#build(unit)])));
  }

  /** Gives a unit a decoder that has learnt nothing yet, for weights that are older than the unit. */
  renew(unit: string): void {
    this.units.get(unit).dispose();
    this.units.set(unit, this.#build(unit));
  }

  /**
   * Encoder maps [B, c, h, w], finest first -> what decoders read.
   * @param pictures what the maps were made from, for decoders with an encoder of their own
   * @param detected what a detector's cells propose
   */
  encode(
    features: readonly Tensor[],
    pictures: readonly FramedPicture[] = [],
    detected: DetectedCells | null = null,
  ): VisualMemory {
    const pyramid = this.pixelDecoder?.forward(features, FINER) ?? null;
    const proposals = this.#start.propose(pyramid?.maps[0] ?? null, detected);
    const seen = pictures.map((picture) => new SeenPicture(picture));
    return new VisualMemory({ features, pyramid, proposals, listed: null, pictures: seen });
  }

  /**
   * Routes <REF> states to their decoders and runs those; units that nobody asks for cost nothing. Every instance is
   * pointed at once, by its first <REF>: an instance that is taken up again is the same thing in the picture.
   *
   * @param hiddenStates last hidden states after the final norm, [B, S, C]
   * @param marks the <REF>s of each sample
   */
  forward(
    memory: VisualMemory,
    hiddenStates: Tensor,
    marks: readonly (readonly ReferenceMark[])[],
    { pictureOf = marks.map((_, sample) => sample), encodePhrases }: DecodeOptions = {},
  ): UnitPasses {
    const passes = new UnitPasses(this.#matcher, []);
    const routed = routeReferences(hiddenStates, marks, this.units.keys());
    if (routed.size === 0) return passes;
    const seenBy = ({ samples }: UnitQueries) => memory.rows(samples.map((sample) => pictureOf[sample]));
    const { first, pointing } = this.point(memory, hiddenStates, marks, { pictureOf, encodePhrases });
    for (const [unit, queries] of routed) {
      const seen = seenBy(queries);
      const own = pointing && pointingAt(pointing, placesAmong(first, queries, marks));
      passes.set(
        unit,
        this.#run(unit, seen, this.#share(seen, queries, this.#start.start(queries, this.#pointable(seen), own))),
      );
    }
    return passes;
  }

  /** Where the first `<REF>` of every instance points, at what phrase; null where the network has no proposals. */
  point(
    memory: VisualMemory,
    hiddenStates: Tensor,
    marks: readonly (readonly ReferenceMark[])[],
    { pictureOf = marks.map((_, sample) => sample), encodePhrases }: DecodeOptions = {},
  ): { first: UnitQueries; pointing: Pointing | null } {
    const first = firstReferences(hiddenStates, marks);
    const seen = memory.rows(first.samples.map((sample) => pictureOf[sample]));
    const phraseKeys = encodePhrases?.(first.phrases).indexSelect(0, first.phraseIds.flatten()) ?? null; // [B Q, K]
    const keys = phraseKeys?.reshape([...first.phraseIds.shape, -1]) ?? null;
    const frames = seen.pictures.map(({ frame }) => frame);
    return { first, pointing: this.#start.point(first, this.#pointable(seen), keys, frames) };
  }

  /** What `<REF>`s point among: the list where they point by evidence, or else whole maps. */
  #pointable({ proposals, listed }: VisualMemory): DenseProposals | ListedProposals | null {
    return this.querySelection?.evidenceWeight && listed ? listed : proposals;
  }

  /**
   * Evidence that named things are in pictures at all, 0..1: [B, N]; null where nothing is proposed.
   * @param names unit vectors in the space of the keys, [B, N, K]
   * @param attributes what tells each thing apart, float32 [B, N, proposals], where that is listed
   */
  presence({ proposals, listed }: VisualMemory, names: Tensor, attributes: Tensor | null = null): Tensor | null {
    const { nameFit } = this.querySelection ?? {};
    if (!nameFit || !listed) return proposals && presenceOf(names, proposals);
    const fits = nameFit.probability(names, listed); // [B, N, proposals]
    return (attributes ? fits.mul(attributes.to(fits.dtype)) : fits).amax(-1);
  }

  /**
   * Runs decoders on the same queries, which point where they are told to: how they learn without language.
   * @param memory of the pictures of the queries' samples, in their order
   * @throws Error without query selection
   */
  show(memory: VisualMemory, units: readonly string[], queries: UnitQueries, pointing: Pointing): UnitPasses {
    const { querySelection, proposals } = this.#selecting(memory);
    const shared = this.#share(memory, queries, querySelection.start(queries, proposals, pointing));
    return new UnitPasses(
      this.#matcher,
      units.map((unit) => [unit, this.#run(unit, memory, shared)] as const),
    );
  }

  /**
   * Loss of the tokens' objectness and class-free boxes against all annotated objects of the pictures; also gives the
   * assignment [B, T].
   * @throws Error without query selection
   */
  denseLoss(memory: VisualMemory, objects: LabelledObjects): { total: Tensor; assignment: Tensor } {
    const { proposals } = this.#selecting(memory);
    const { objectness, grids } = proposals;
    const [batch] = objectness.shape;
    const assignment = cat(
      grids.map(({ height, columns }) => assignTokens(objects, batch, height, columns)),
      1,
    );
    const boxes = denseBoxLoss(proposals.boxes, assignment, objects.boxes, BOX_WEIGHTS);
    return { total: boxes.add(binaryLoss(objectness, assignment.ge(0).to("float32"))), assignment };
  }

  #selecting({ proposals }: VisualMemory): { querySelection: QuerySelection; proposals: DenseProposals } {
    const { querySelection } = this;
    if (querySelection && proposals) return { querySelection, proposals };
    throw new Error("decoder.querySelection: this network has none, so no dense proposals to learn from");
  }

  #run(unit: string, memory: VisualMemory, shared: SharedContext): UnitPass {
    const decoder = this.units.get(unit);
    let found: FoundBoxes | undefined;
    const context: DecoderContext = {
      ...shared,
      memory: this.#perceive(unit, memory),
      box: () => (found ??= this.#boxes(memory, shared)),
      masks: () => this.#masks(memory, shared),
    };
    return new UnitPass(decoder, context, decoder.forward(context));
  }

  /** Whether any unit's decoder counts what names say. */
  get counts(): boolean {
    return [...this.units].some(([, decoder]) => decoder.count !== undefined);
  }

  /**
   * How many things of a name a picture of the memory shows, by the first of the units whose decoder says so. Of what starts from
   * boxes there are as many as boxes.
   */
  count(memory: VisualMemory, picture: number, units: readonly string[], name: string): number | undefined {
    const seen = memory.rows([picture]);
    for (const unit of units.flatMap((each) => (this.#fromBoxes.has(each) ? [each, "box"] : [each]))) {
      const decoder = this.units.has(unit) ? this.units.get(unit) : undefined;
      if (!decoder?.count) continue;
      const found = noGrad(() => {
        const [own] = this.#perceive(unit, seen);
        return scope(() => decoder.count!(own, name, seen.pictures[0].frame));
      });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What the unit's decoder keeps of the pictures, made now where it has not looked at them yet; none where it has no encoder. */
  #perceive(unit: string, { pictures, features }: VisualMemory): readonly PictureMemory[] {
    const decoder = this.units.get(unit);
    if (!decoder.perceive) return [];
    if (pictures.length < features[0].shape[0])
      throw new Error(
        `decoder.units.${unit}: its decoder looks at the pictures themselves: encode them with the batch`,
      );
    return perceived(unit, pictures, (unseen) => decoder.perceive!(unseen));
  }

  #share({ features, pyramid, pictures }: VisualMemory, queries: UnitQueries, started: StartedQueries): SharedContext {
    const { pixelDecoder } = this;
    let flat: PyramidMemory | undefined;
    let pixels: Tensor | undefined;
    const fused = () => {
      if (pixelDecoder && pyramid) return { pixelDecoder, pyramid };
      throw new Error("no unit of this network says that it reads fused maps");
    };
    return {
      queries,
      ...started,
      features,
      pictures,
      pyramid: () => (flat ??= flattenPyramid(fused().pyramid.maps)),
      pixelEmbeddings: () => (pixels ??= fused().pixelDecoder.pixelEmbeddings(fused().pyramid)),
    };
  }

  /** What the decoder of `box`, whichever that is, says for these queries. */
  #boxes(memory: VisualMemory, shared: SharedContext): FoundBoxes {
    const { shape, numel, device } = shared.queries.groupIds;
    const values = new Float32Array(numel * 4);
    const known = new Uint8Array(numel);
    for (const { slot, value } of this.#said("box", memory, shared).values) {
      values.set(value as CxcywhBox, slot * 4);
      known[slot] = 1;
    }
    return {
      boxes: tensor(values, { shape: [...shape, 4], device }),
      found: tensor(known, { shape: [...shape], device }).to("bool"),
    };
  }

  /** What the decoder of `mask`, whichever that is, says for these queries. */
  #masks(memory: VisualMemory, shared: SharedContext): Map<number, Mask> {
    const [batch, width] = shared.queries.groupIds.shape;
    if (memory.pictures.length < batch) throw new Error("masks are in pixels of pictures: encode those with the batch");
    const { decoder, values } = this.#said("mask", memory, shared);
    return new Map(
      values.flatMap(({ slot, value }) => {
        const { mask } = decoder.toPixels(value, memory.pictures[Math.floor(slot / width)].frame);
        return mask ? [[slot, mask] as const] : [];
      }),
    );
  }

  /** What another unit's decoder finds for these queries, by places in the flattened [B, Q]. */
  #said(unit: string, memory: VisualMemory, shared: SharedContext) {
    if (!this.units.has(unit)) throw new Error(`decoder.units: a decoder asks that of ${unit}: add ${unit}`);
    const { decoder, predictions } = noGrad(() => {
      const pass = this.#run(unit, memory, shared);
      return { decoder: pass.decoder, predictions: pass.predictions() };
    });
    const slots = shared.queries.groups.flatMap((group) => group.slots);
    const values = predictions.flatMap(({ value }, i) => (value === null ? [] : [{ slot: slots[i], value }]));
    return { decoder, values };
  }
}
