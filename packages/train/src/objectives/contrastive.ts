// Stage 0: the encoders learn what names look like, in the space that the text tower spans (CLIP, Radford et al. 2021),
// for whole pictures and for the tokens on each object. Published CLIP weights make this stage unnecessary.
import {
  assignTokens,
  attributeLoss,
  clipTextIds,
  type LoadedModel,
  namingLoss,
  type PixelBatch,
  pixelBatch,
  type RefVlmNetwork,
  unitVectors,
} from "@refvlm/model";
import { arange, cat, crossEntropyLoss, type Tensor, tensor } from "@refvlm/torch";
import type { ObjectName, Sample } from "@refvlm/vt-instruct";
import { RecipeError } from "../config/recipe-error.js";
import { warmUpLosses } from "./decoder-warm-up.js";
import { type AnnotatedObjects, attributesOf, loaded, namedObjects } from "./labelled-objects.js";
import { namingLosses, namingTerms } from "./naming.js";
import type { Objective } from "./objective.js";
import { drawWordings } from "./wordings.js";

/** Pictures with captions and named objects. */
export interface ContrastiveBatch {
  pixels: PixelBatch;
  /** int64 [B, T], padded with end tokens; null without captions. */
  captions: Tensor | null;
  /** Distinct names of the batch, int64 [N, T]. */
  names: Tensor;
  objects: AnnotatedObjects;
  /** Index of each object's name, int64 [O]. */
  nameOf: Tensor;
  /** Number of each object's attribute among those listed, -1 for none. */
  attributes: readonly number[];
}

export class ContrastiveObjective implements Objective {
  readonly terms: readonly string[];
  readonly #isTaught: (term: string) => boolean;

  /**
   * @param options.lossWeights terms of weight 0 are not computed
   * @param options.vocabulary names that objects are told apart from even where a batch shows none
   * @throws RecipeError for a network without query selection
   */
  constructor(
    readonly model: LoadedModel,
    readonly options: { lossWeights?: Record<string, number>; vocabulary?: readonly ObjectName[] } = {},
  ) {
    const { querySelection, attributeFit, units } = model.network.visualDecoders;
    const naming = querySelection ? namingTerms(querySelection) : [];
    this.terms = [...naming, ...(attributeFit ? ["attributes"] : []), "patches", "captions", "dense", ...units.keys()];
    this.#isTaught = (term) => options.lossWeights?.[term] !== 0;
    if (querySelection) return;
    throw new RecipeError(
      "objective contrastive: it teaches the names that query selection points with, and the model has decoder.querySelection off; leave the stage out",
    );
  }

  losses(batch: readonly Sample[]): Record<string, Tensor> {
    const { network, device } = this.model;
    const samples = loaded(batch);
    const pixels = pixelBatch(
      samples.map(({ picture }) => picture),
      network.config,
      network,
    );
    const named = namedObjects(samples, network.maskGrid, { device, vocabulary: this.options.vocabulary });
    if (!named) throw new Error("stage 0 needs annotated objects, and this batch has none");
    const captions = samples.flatMap(({ caption }) => (caption === undefined ? [] : [caption]));
    const isTold = captions.length === samples.length && this.#isTaught("captions");
    const { objects, names, nameOf } = named;
    const texts = { captions: isTold ? this.#ids(captions) : null, names: this.#ids(drawWordings(names)) };
    const listed = network.config.evidence?.attributes ?? [];
    const attributes = attributesOf(samples, listed);
    return contrastiveLosses(network, { pixels, objects, nameOf, attributes, ...texts }, this.#isTaught);
  }

  #ids(texts: readonly string[]): Tensor {
    const { network, textCodec, device } = this.model;
    const rows = clipTextIds(
      texts.map((text) => textCodec!.encodeText(text)),
      network.config.text!,
    );
    return tensor(rows, { dtype: "int64", device });
  }
}

/**
 * - `namingLosses`: tokens and objects of the decoders' stride-8 map against all names
 * - `patches`: the tokens of a ViT against the name of the object they lie on
 * - `captions`: each encoder's picture against its caption, in both directions
 * - `attributes`, with `evidence.attributes`: what tells objects apart, in their boxes
 * - `dense`: the box of the object that a token lies on
 * - one term a unit decoder: what it finds when shown a token
 * @param isTaught whether a term is wanted
 */
export function contrastiveLosses(
  network: RefVlmNetwork,
  batch: ContrastiveBatch,
  isTaught: (term: string) => boolean = () => true,
): Record<string, Tensor> {
  const { visionTower, pyramidTower, detector, textTower, visualDecoders } = network;
  const { objects, nameOf, attributes } = batch;
  const querySelection = visualDecoders.querySelection!;
  const embed = (texts: Tensor) => unitVectors(textTower!.forward(texts).textEmbeds);
  const names = embed(batch.names); // [N, K]

  // Layers of the ViT above the one that features come from are run for these two only.
  const isWhole = batch.captions !== null || isTaught("patches");
  const vision = isWhole && visionTower ? { ...visionTower.forward(batch.pixels.vit!), tower: visionTower } : null;
  const pyramid = pyramidTower?.forward(batch.pixels.convnext!);
  const maps = {
    vit: vision?.tower.featuresOf(vision.hiddenStates) ?? visionTower?.features(batch.pixels.vit!) ?? null,
    stages: pyramid?.maps ?? detector?.pyramid(batch.pixels.detector!) ?? [],
  };
  const memory = network.encodeMaps(maps, batch.pixels.pictures);
  const { total: dense, assignment } = visualDecoders.denseLoss(memory, objects);
  const proposals = memory.proposals!;
  const { attributeFit } = visualDecoders;
  const apart =
    attributeFit && isTaught("attributes")
      ? attributeLoss(attributeFit, memory.features, { ...objects, attributes })
      : null;
  const losses: Record<string, Tensor> = {
    ...namingLosses(querySelection, { proposals, objects, assignment, names, nameOf }),
    ...(apart && { attributes: apart }),
    dense,
    ...warmUpLosses(visualDecoders, memory, objects, assignment, isTaught),
  };
  const scale = querySelection.scale();

  if (vision?.tower.visualProjection && isTaught("patches")) {
    const { gridSize: grid, visionModel, visualProjection } = vision.tower;
    const last = visionModel.postLayernorm.forward(vision.hiddenStates.at(-1)!.slice(1, 1)); // [B, P, C]
    const keys = unitVectors(visualProjection.forward(last)); // [B, P, K]
    const patches = assignTokens(objects, keys.shape[0], grid, grid);
    losses.patches = namingLoss(keys, patches, names, nameOf, scale);
  }
  const pictures = [vision?.imageEmbeds, pyramid?.imageEmbeds].flatMap((embeds) => embeds ?? []);
  if (batch.captions && pictures.length > 0) {
    const captions = embed(batch.captions); // [B, K]
    const terms = pictures.map((embeds) => pairingLoss(unitVectors(embeds), captions, scale).reshape([1]));
    losses.captions = cat(terms).mean();
  }
  return losses;
}

/** Each picture must pick its own caption out of the batch, and each caption its picture: unit vectors [B, K] twice. */
function pairingLoss(pictures: Tensor, captions: Tensor, scale: Tensor): Tensor {
  const logits = pictures.matmul(captions.t()).mul(scale); // [B, B]
  const own = arange(logits.shape[0], { dtype: "int64", device: logits.device });
  return crossEntropyLoss(logits, own).add(crossEntropyLoss(logits.t(), own)).mul(0.5);
}
