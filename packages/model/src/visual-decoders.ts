// All of the network behind the router: pixel decoder, reference and the unit decoders (section 4.3).
import { nn, type Tensor, tensor } from "@refvlm/torch";
import { BOX_WEIGHTS } from "./decoders/box-path.js";
import { flattenPyramid } from "./decoders/pyramid-memory.js";
import { type DenseProposals, Reference } from "./decoders/query-selection.js";
import { PixelDecoder, type Pyramid } from "./encoders/pixel-decoder.js";
import { binaryLoss } from "./losses/cross-entropy.js";
import { assignTokens, denseBoxLoss, type SceneObjects } from "./losses/dense.js";
import { pointingLoss } from "./losses/pointing.js";
import { type ReferenceMark, routeReferences, type UnitQueries } from "./router.js";
import { builtInUnits, makeUnitDecoder } from "./units/registry.js";
import type { DecoderContext, UnitDecoder, UnitDecoderConfig, UnitLoss, UnitTargets } from "./units/unit-decoder.js";

/** Sizes of everything behind the router. */
export interface VisualDecodersConfig extends UnitDecoderConfig {
  /** Channels of the encoder maps at strides 4, 8, 16, 32. */
  featureChannels: number[];
  /** Width of the language model's hidden states. */
  hiddenSize: number;
  /** Width of the CLIP text space. */
  keySize: number;
  /** Groups of the pixel decoder's norms. */
  normGroups: number;
  /** Units to build; default all built-in ones. */
  units?: readonly string[];
}

/** Pictures as the decoders see them; encode once, ask many. */
export interface VisualMemory {
  /** Strides 8, 16, 32; the stride-4 lateral waits for mask queries. */
  pyramid: Pyramid;
  tokens: DenseProposals;
}

/** Unit vectors [N, K] of phrases in the space of the tokens' keys. */
export type PhraseEncoder = (phrases: readonly string[]) => Tensor;

/** What else a pass may be told. */
export interface DecodeOptions {
  /** Row of the memory that each sample is about; its own number by default. */
  pictureOf?: readonly number[];
  /** Without it <REF>s point by their states alone. */
  encodePhrases?: PhraseEncoder;
}

/** One unit's decoding of a batch. */
export interface UnitPass {
  decoder: UnitDecoder;
  context: DecoderContext;
  outputs: unknown;
}

/** Pixel decoder and reference shared by all units, and the unit decoders by name. */
export class VisualDecoders extends nn.Module {
  readonly pixelDecoder: PixelDecoder;
  readonly reference: Reference;
  readonly units: nn.ModuleDict<UnitDecoder>;

  constructor(config: VisualDecodersConfig) {
    super();
    this.pixelDecoder = new PixelDecoder(config);
    this.reference = new Reference(config);
    const names = config.units ?? builtInUnits;
    this.units = new nn.ModuleDict(Object.fromEntries(names.map((name) => [name, makeUnitDecoder(name, config)])));
  }

  /** Encoder maps [B, c, h, w] at strides 4, 8, 16, 32 -> what decoders read. */
  perceive(features: readonly Tensor[]): VisualMemory {
    const pyramid = this.pixelDecoder.forward(features, 1);
    return { pyramid, tokens: this.reference.describe(pyramid.maps[0]) };
  }

  /**
   * Routes <REF> states to their decoders and runs those; units that nobody asks for cost nothing.
   *
   * @param hiddenStates last hidden states after the final norm, [B, S, C]
   * @param marks the <REF>s of each sample
   */
  forward(
    memory: VisualMemory,
    hiddenStates: Tensor,
    marks: readonly (readonly ReferenceMark[])[],
    { pictureOf = marks.map((_, sample) => sample), encodePhrases }: DecodeOptions = {},
  ): Map<string, UnitPass> {
    const passes = new Map<string, UnitPass>();
    for (const [unit, queries] of routeReferences(hiddenStates, marks, this.units.keys())) {
      const decoder = this.units.get(unit);
      const context = this.contextOf(memory, queries, pictureOf, encodePhrases);
      passes.set(unit, { decoder, context, outputs: decoder.forward(context) });
    }
    return passes;
  }

  /** Loss of one unit: its decoder's, plus that of pointing. */
  unitLoss({ decoder, context, outputs }: UnitPass, targets: UnitTargets, pointingWeight = 1): UnitLoss {
    const { queries, pointing, memory } = context;
    const { total, parts } = decoder.loss(outputs, context, targets);
    const pointed = pointingLoss(pointing.logits, queries.groups, targets, memory.grids[0]);
    return { total: total.add(pointed.mul(pointingWeight)), parts: { ...parts, pointing: pointed.detach() } };
  }

  /** Loss of the tokens' objectness and class-free boxes against all annotated objects of the pictures; also gives the assignment [B, T]. */
  denseLoss({ tokens }: VisualMemory, objects: SceneObjects): { total: Tensor; assignment: Tensor } {
    const { denseBoxes, objectness, height, columns } = tokens;
    const assignment = assignTokens(objects, denseBoxes.shape[0], height, columns);
    const boxes = denseBoxLoss(denseBoxes, assignment, objects.boxes, BOX_WEIGHTS);
    return { total: boxes.add(binaryLoss(objectness, assignment.ge(0).to("float32"))), assignment };
  }

  private contextOf(
    memory: VisualMemory,
    queries: UnitQueries,
    pictureOf: readonly number[],
    encodePhrases?: PhraseEncoder,
  ): DecoderContext {
    const { pyramid, tokens } = pick(
      memory,
      queries.samples.map((sample) => pictureOf[sample]),
    );
    const phraseKeys = encodePhrases?.(queries.phrases).indexSelect(0, queries.phraseIds.flatten()) ?? null; // [B Q, K]
    const pointing = this.reference.forward(
      queries,
      tokens,
      phraseKeys?.reshape([...queries.phraseIds.shape, -1]) ?? null,
    );
    let pixels: Tensor | undefined;
    return {
      queries,
      pointing,
      content: this.reference.content(queries, pointing, tokens),
      memory: flattenPyramid(pyramid.maps),
      pixelEmbeddings: () => (pixels ??= this.pixelDecoder.pixelEmbeddings(pyramid)),
    };
  }
}

/** The given pictures of a memory, in the given order; the memory itself if that is all of them. */
function pick({ pyramid, tokens }: VisualMemory, pictures: readonly number[]): VisualMemory {
  const { features, keys, objectness, denseBoxes } = tokens;
  if (pictures.length === keys.shape[0] && pictures.every((picture, row) => picture === row))
    return { pyramid, tokens };
  const index = tensor(BigInt64Array.from(pictures, BigInt), { device: keys.device });
  const rows = (x: Tensor) => x.indexSelect(0, index);
  return {
    pyramid: { maps: pyramid.maps.map(rows), laterals: pyramid.laterals.map(rows) },
    tokens: {
      ...tokens,
      features: rows(features),
      keys: rows(keys),
      objectness: rows(objectness),
      denseBoxes: rows(denseBoxes),
    },
  };
}
