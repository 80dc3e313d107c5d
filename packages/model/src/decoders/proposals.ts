// Dense proposals (two-stage Deformable DETR, Zhu et al. 2021, without classes): what each token of the stride-8 map says
// for itself, before any question.
import type { Tensor } from "@refvlm/torch";

/** What tokens of any map, or of several, propose. */
export interface Proposals {
  /** [B, T, d] */
  features: Tensor;
  /** In the CLIP text space, [B, T, K]; trained against names in stage 0. */
  keys: Tensor;
  /** Logit of lying on any object at all, [B, T]. */
  objectness: Tensor;
  /** The box of the object that the token lies on, whatever it is: cxcywh on the padded square, [B, T, 4]. */
  boxes: Tensor;
  /** Position codes of the tokens, [1 or B, T, d]. */
  positions: Tensor;
}

export interface DenseProposalFields extends Proposals {
  height: number;
  columns: number;
}

export class DenseProposals implements DenseProposalFields {
  readonly features: Tensor;
  readonly keys: Tensor;
  readonly objectness: Tensor;
  readonly boxes: Tensor;
  readonly positions: Tensor;
  readonly height: number;
  readonly columns: number;

  constructor({ features, keys, objectness, boxes, positions, height, columns }: DenseProposalFields) {
    this.features = features;
    this.keys = keys;
    this.objectness = objectness;
    this.boxes = boxes;
    this.positions = positions;
    this.height = height;
    this.columns = columns;
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
