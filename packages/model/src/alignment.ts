// Stage 1: the projector learns to say "dog" where the picture shows one, so that the language model meets picture tokens
// that already lie near the words for them (paper section 4.1, first stage; here with the names of objects as captions).
import { full, noGrad, type Tensor } from "@refvlm/torch";
import type { PixelBatch } from "./encoders/pixels.js";
import { unitVectors } from "./layers/unit-vectors.js";
import { assignTokens, namingLoss, type SceneObjects } from "./losses/dense.js";
import type { RefVlmNetwork } from "./network.js";

/** Sharpness of the softmax over names. */
const SCALE = 20;

/** Pictures with named objects, and the words of each distinct name. */
export interface AlignmentBatch {
  pixels: PixelBatch;
  /** int64 [N, T] of the language model's tokens. */
  names: Tensor;
  /** 1 for the tokens of a name, 0 for padding: [N, T]. */
  nameMask: Tensor;
  objects: SceneObjects;
  /** Index of each object's name, int64 [O]. */
  nameOf: Tensor;
}

/** Cross-entropy of the names of objects by the cosine of projected picture tokens and word embeddings: []. */
export function alignmentLoss(network: RefVlmNetwork, batch: AlignmentBatch): Tensor {
  const { visionTower, pyramidTower, languageModel } = network;
  const grid = visionTower.gridSize;
  const patches = noGrad(() => visionTower.features(batch.pixels.vit)); // [B, P, Cv]
  const memory = noGrad(() => network.perceive(patches, pyramidTower.pyramid(batch.pixels.convnext)));
  const tokens = unitVectors(network.pictureTokens(patches, memory)); // [B, P, C]
  const words = languageModel.embed(batch.names).mul(batch.nameMask.unsqueeze(2)).sum(1); // [N, C]
  const assignment = assignTokens(batch.objects, patches.shape[0], grid, grid);
  return namingLoss(tokens, assignment, unitVectors(words), batch.nameOf, full([], SCALE, { device: tokens.device }));
}
