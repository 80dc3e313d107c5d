// Stage 1: the projector learns to say "dog" where the picture shows one, so that the language model meets picture tokens
// that already lie near the words for them (paper section 4.1, first stage; here with the names of objects as captions).
import {
  assignTokens,
  type LabelledObjects,
  type LoadedModel,
  namingLoss,
  type PixelBatch,
  pixelBatch,
  type RefVlmNetwork,
  unitVectors,
} from "@refvlm/model";
import { full, noGrad, type Tensor, tensor } from "@refvlm/torch";
import type { Sample } from "@refvlm/vt-instruct";
import { loaded, namedObjects } from "./labelled-objects.js";
import type { Objective } from "./objective.js";

/** Sharpness of the softmax over names. */
const SCALE = 20;

/** Pictures with named objects, and the words of each distinct name. */
export interface AlignmentBatch {
  pixels: PixelBatch;
  /** int64 [N, T] of the language model's tokens. */
  names: Tensor;
  /** 1 for the tokens of a name, 0 for padding: [N, T]. */
  nameMask: Tensor;
  objects: LabelledObjects;
  /** Index of each object's name, int64 [O]. */
  nameOf: Tensor;
}

export class AlignmentObjective implements Objective {
  readonly terms = ["alignment"];

  constructor(readonly model: LoadedModel) {}

  losses(batch: readonly Sample[]): Record<string, Tensor> {
    const { network, codec, device, dtype } = this.model;
    const samples = loaded(batch);
    const pixels = pixelBatch(
      samples.map(({ picture }) => picture),
      network.config,
      network,
    );
    const named = namedObjects(samples, network.maskGrid, { device });
    if (!named) throw new Error("stage 1 needs annotated objects, and this batch has none");
    const ids = named.names.map(({ name }) => codec.encodeText(` ${name}`));
    const longest = Math.max(...ids.map((list) => list.length));
    const padded = (value: (id: number) => number) =>
      ids.map((list) => Array.from({ length: longest }, (_, i) => (i < list.length ? value(list[i]) : 0)));
    const names = tensor(
      padded((id) => id),
      { dtype: "int64", device },
    );
    const nameMask = tensor(
      padded(() => 1),
      { dtype, device },
    );
    const { objects, nameOf } = named;
    return { alignment: alignmentLoss(network, { pixels, names, nameMask, objects, nameOf }) };
  }
}

/** Cross-entropy of the names of objects by the cosine of projected picture tokens and word embeddings: []. */
export function alignmentLoss(network: RefVlmNetwork, batch: AlignmentBatch): Tensor {
  const { languageModel, patchGrid } = network;
  const maps = noGrad(() => network.encoderMaps(batch.pixels));
  const memory = noGrad(() => network.encodeMaps(maps));
  const tokens = unitVectors(network.pictureTokens.of(network.pictureTokens.patches(maps, memory))); // [B, P, C]
  const words = languageModel.embed(batch.names).mul(batch.nameMask.unsqueeze(2)).sum(1); // [N, C]
  const assignment = assignTokens(batch.objects, tokens.shape[0], patchGrid, patchGrid);
  const scale = full([], SCALE, { device: tokens.device });
  return namingLoss(tokens, assignment, unitVectors(words), batch.nameOf, scale);
}
