// Dense proposals (two-stage Deformable DETR, Zhu et al. 2021, without classes): what each token of the stride-8 map, or each
// cell of a detector's, says for itself, before any question.
import type { Tensor } from "@refvlm/torch";

/** What tokens of any map, or of several, propose. */
export interface Proposals {
  /** [B, T, d] */
  features: Tensor;
  /** In the CLIP text space, [B, T, K]; trained against names in stage 0. Those of the map's tokens are unit vectors. */
  keys: Tensor;
  /** Logit of lying on any object at all, [B, T]. */
  objectness: Tensor;
  /** The box of the object that the token lies on, whatever it is: cxcywh on the padded square, [B, T, 4]. */
  boxes: Tensor;
  /** Position codes of the tokens, [1 or B, T, d]. */
  positions: Tensor;
}

export interface DenseProposalFields extends Proposals {
  /** Shape of each map that the tokens are cells of, one after the other. */
  grids: readonly { height: number; columns: number }[];
}

export class DenseProposals implements DenseProposalFields {
  readonly features: Tensor;
  readonly keys: Tensor;
  readonly objectness: Tensor;
  readonly boxes: Tensor;
  readonly positions: Tensor;
  readonly grids: readonly { height: number; columns: number }[];

  constructor({ features, keys, objectness, boxes, positions, grids }: DenseProposalFields) {
    this.features = features;
    this.keys = keys;
    this.objectness = objectness;
    this.boxes = boxes;
    this.positions = positions;
    this.grids = grids;
  }

  /** Those of some pictures. @param choose takes rows of a tensor [B, ...] */
  rows(choose: (x: Tensor) => Tensor): DenseProposals {
    const { features, keys, objectness, boxes } = this;
    return new DenseProposals({
      ...this,
      features: choose(features),
      keys: choose(keys),
      objectness: choose(objectness),
      boxes: choose(boxes),
    });
  }

  /** All tensors, for whoever keeps or frees them. */
  tensors(): Tensor[] {
    return [this.features, this.keys, this.objectness, this.boxes, this.positions];
  }
}
