// Listed proposals: the best proposals of a picture, each thing once. What evidence counts, and what `<REF>`s point among.
import type { Tensor } from "@refvlm/torch";
import type { Proposals } from "./proposals.js";

export interface ListedProposalFields extends Proposals {
  /** Which of the N places hold a proposal; the others lie on no object. bool [B, N] */
  valid: Tensor;
  /** P(proposal is what the name says) for each name that the network lists, no gradient: [B, C, N]. */
  names: Tensor;
  /** Boxes of one thing overlap more than this. */
  suppression: number;
}

/** As dense proposals, N of them and no map; positions are [B, N, d]. */
export class ListedProposals implements ListedProposalFields {
  readonly features: Tensor;
  readonly keys: Tensor;
  readonly objectness: Tensor;
  readonly boxes: Tensor;
  readonly positions: Tensor;
  readonly valid: Tensor;
  readonly names: Tensor;
  readonly suppression: number;

  constructor({ features, keys, objectness, boxes, positions, valid, names, suppression }: ListedProposalFields) {
    this.features = features;
    this.keys = keys;
    this.objectness = objectness;
    this.boxes = boxes;
    this.positions = positions;
    this.valid = valid;
    this.names = names;
    this.suppression = suppression;
  }

  /** Those of some pictures. @param choose takes rows of a tensor [B, ...] */
  rows(choose: (x: Tensor) => Tensor): ListedProposals {
    return new ListedProposals({
      features: choose(this.features),
      keys: choose(this.keys),
      objectness: choose(this.objectness),
      boxes: choose(this.boxes),
      positions: choose(this.positions),
      valid: choose(this.valid),
      names: choose(this.names),
      suppression: this.suppression,
    });
  }

  /** All tensors, for whoever keeps or frees them. */
  tensors(): Tensor[] {
    return [this.features, this.keys, this.objectness, this.boxes, this.positions, this.valid, this.names];
  }
}
