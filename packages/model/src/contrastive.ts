// Stage 0: the encoders learn what names look like, in the space that the text tower spans (CLIP, Radford et al. 2021),
// for whole pictures and for the tokens on each object. Published CLIP weights make this stage unnecessary.
import { arange, cat, crossEntropyLoss, type Tensor } from "@refvlm/torch";
import type { PixelBatch } from "./encoders/pixels.js";
import { unitVectors } from "./layers/unit-vectors.js";
import { assignTokens, namingLoss, type SceneObjects } from "./losses/dense.js";
import type { RefVlmNetwork } from "./network.js";
import { probingLosses } from "./probing.js";

/** Pictures with captions and named objects. */
export interface ContrastiveBatch {
  pixels: PixelBatch;
  /** int64 [B, T], padded with end tokens; null without captions. */
  captions: Tensor | null;
  /** Distinct names of the batch, int64 [N, T]. */
  names: Tensor;
  objects: SceneObjects;
  /** Index of each object's name, int64 [O]. */
  nameOf: Tensor;
}

/**
 * - `regions`: tokens of the decoders' stride-8 map against the name of the object they lie on
 * - `patches`: the same for the ViT's tokens
 * - `captions`: each encoder's picture against its caption, in both directions
 * - `dense`: the box of the object that a token lies on
 * - one term a unit decoder: what it finds when shown a token
 */
export function contrastiveLosses(network: RefVlmNetwork, batch: ContrastiveBatch): Record<string, Tensor> {
  const { visionTower, pyramidTower, textTower, visualDecoders } = network;
  const { reference } = visualDecoders;
  const scale = reference.scale();
  const names = unitVectors(textTower.forward(batch.names).textEmbeds); // [N, K]

  const vision = visionTower.forward(batch.pixels.vit);
  const { layers, featureLayer } = visionTower.config;
  const patches = vision.hiddenStates[featureLayer < 0 ? layers + 1 + featureLayer : featureLayer].slice(1, 1); // [B, P, C]
  const pyramid = pyramidTower.forward(batch.pixels.convnext);
  const memory = network.perceive(patches, pyramid.maps);
  const dense = visualDecoders.denseLoss(memory, batch.objects);
  const losses: Record<string, Tensor> = {
    regions: namingLoss(memory.tokens.keys, dense.assignment, names, batch.nameOf, scale),
    dense: dense.total,
    ...probingLosses(visualDecoders, memory, batch.objects, dense.assignment),
  };

  if (visionTower.visualProjection) {
    const grid = visionTower.gridSize;
    const last = visionTower.visionModel.postLayernorm.forward(vision.hiddenStates.at(-1)!.slice(1, 1)); // [B, P, C]
    const keys = unitVectors(visionTower.visualProjection.forward(last)); // [B, P, K]
    const assignment = assignTokens(batch.objects, patches.shape[0], grid, grid);
    losses.patches = namingLoss(keys, assignment, names, batch.nameOf, scale);
  }
  if (batch.captions) {
    const captions = unitVectors(textTower.forward(batch.captions).textEmbeds); // [B, K]
    const pictures = [vision.imageEmbeds, pyramid.imageEmbeds].filter((embeds) => embeds !== null);
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
