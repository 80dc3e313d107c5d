// Stage 0: the encoders learn what names look like, in the space that the text tower spans (CLIP, Radford et al. 2021),
// for whole pictures and for the tokens on each object. Published CLIP weights make this stage unnecessary.
import {
  assignTokens,
  clipTextIds,
  fitLoss,
  type LoadedModel,
  namingLoss,
  type PixelBatch,
  pixelBatch,
  type RefVlmNetwork,
  unitVectors,
} from "@refvlm/model";
import { arange, cat, crossEntropyLoss, rand, type Tensor, tensor } from "@refvlm/torch";
import type { Sample } from "@refvlm/vt-instruct";
import { RecipeError } from "../config/recipe-error.js";
import { warmUpLosses } from "./decoder-warm-up.js";
import { type AnnotatedObjects, loaded, namedObjects } from "./labelled-objects.js";
import type { Objective } from "./objective.js";

/** What may stand before a name. A word is another token behind a space; all must come to mean the same. */
const openings = ["", " ", "a ", "the ", "the small ", "the large ", "the leftmost "];

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
}

export class ContrastiveObjective implements Objective {
  /** @throws RecipeError for a network without query selection */
  constructor(readonly model: LoadedModel) {
    if (model.network.visualDecoders.querySelection) return;
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
    const named = namedObjects(samples, network.maskGrid, device);
    if (!named) throw new Error("stage 0 needs annotated objects, and this batch has none");
    const before = openings[Math.floor(rand([]).item() * openings.length)];
    const captions = samples.flatMap(({ caption }) => (caption === undefined ? [] : [caption]));
    return contrastiveLosses(network, {
      pixels,
      captions: captions.length === samples.length ? this.#ids(captions) : null,
      names: this.#ids(named.names.map((name) => before + name)),
      objects: named.objects,
      nameOf: named.nameOf,
    });
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
 * - `regions`: tokens of the decoders' stride-8 map against the name of the object they lie on
 * - `patches`: the same for the tokens of a ViT
 * - `captions`: each encoder's picture against its caption, in both directions
 * - `fits`: with evidence, whether each name is that of the token's object
 * - `dense`: the box of the object that a token lies on
 * - one term a unit decoder: what it finds when shown a token
 */
export function contrastiveLosses(network: RefVlmNetwork, batch: ContrastiveBatch): Record<string, Tensor> {
  const { visionTower, pyramidTower, detector, textTower, visualDecoders } = network;
  const scale = visualDecoders.querySelection!.scale();
  const embed = (texts: Tensor) => unitVectors(textTower!.forward(texts).textEmbeds);
  const names = embed(batch.names); // [N, K]

  const vision = visionTower && { ...visionTower.forward(batch.pixels.vit!), tower: visionTower };
  const pyramid = pyramidTower?.forward(batch.pixels.convnext!);
  const maps = {
    vit: vision?.tower.featuresOf(vision.hiddenStates) ?? null,
    stages: pyramid?.maps ?? detector?.pyramid(batch.pixels.detector!) ?? [],
  };
  const memory = network.encodeMaps(maps, batch.pixels.pictures);
  const dense = visualDecoders.denseLoss(memory, batch.objects);
  const { fit } = visualDecoders.querySelection!;
  const losses: Record<string, Tensor> = {
    regions: namingLoss(memory.proposals!.keys, dense.assignment, names, batch.nameOf, scale),
    dense: dense.total,
    ...(fit && { fits: fitLoss(fit.logits(names, memory.proposals!.keys), dense.assignment, batch.nameOf) }),
    ...warmUpLosses(visualDecoders, memory, batch.objects, dense.assignment),
  };

  if (vision?.tower.visualProjection) {
    const { gridSize: grid, visionModel, visualProjection } = vision.tower;
    const last = visionModel.postLayernorm.forward(vision.hiddenStates.at(-1)!.slice(1, 1)); // [B, P, C]
    const keys = unitVectors(visualProjection.forward(last)); // [B, P, K]
    const assignment = assignTokens(batch.objects, keys.shape[0], grid, grid);
    losses.patches = namingLoss(keys, assignment, names, batch.nameOf, scale);
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
