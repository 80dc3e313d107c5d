// Listed proposals: the best proposals of a picture, each thing once. What evidence counts, and what `<REF>`s point among.
import type { Tensor } from "@refvlm/torch";
import type { Proposals } from "./proposals.js";

export interface ListedProposalFields extends Proposals {
  /** Which of the N places hold a proposal; the others lie on no object. bool [B, N] */
  valid: Tensor;
  /** P(proposal is what the name says) for each name that the network lists, no gradient: [B, C, N]. */
  names: Tensor;
  /** P(proposal has it) for each attribute that the network lists, no gradient: [B, A, N]; null where it lists none. */
  attributes: Tensor | null;
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
  readonly attributes: Tensor | null;
  readonly suppression: number;

  constructor({ suppression, attributes, ...proposals }: ListedProposalFields) {
    const { features, keys, objectness, boxes, positions, valid, names } = proposals;
    this.features = features;
    this.keys = keys;
    this.objectness = objectness;
    this.boxes = boxes;
    this.positions = positions;
    this.valid = valid;
    this.names = names;
    this.attributes = attributes;
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
      attributes: this.attributes && choose(this.attributes),
      suppression: this.suppression,
    });
  }

  /** All tensors, for whoever keeps or frees them. */
  tensors(): Tensor[] {
    const { features, keys, objectness, boxes, positions, valid, names, attributes } = this;
    return [features, keys, objectness, boxes, positions, valid, names, ...(attributes ? [attributes] : [])];
  }
}
