// Pictures as the decoders see them: encoded once, asked many times, freed together.
import { indices, type Tensor } from "@refvlm/torch";
import type { Pyramid } from "../encoders/pixel-decoder.js";
import type { ListedProposals } from "./listed-proposals.js";
import type { DenseProposals } from "./proposals.js";
import type { SeenPicture } from "./seen-picture.js";

/** What is proposed in some pictures. */
export interface ProposedInPictures {
  /** Null without query selection. */
  proposals: DenseProposals | null;
  /** The best of them, each thing once; null without evidence. */
  listed: ListedProposals | null;
}

export interface VisualMemoryFields extends ProposedInPictures {
  /** The encoder's maps as they come, [B, c, h, w], finest first. */
  features: readonly Tensor[];
  /** All levels but the finest, which waits as a lateral for who reads pixel embeddings; null where nobody reads fused maps. */
  pyramid: Pyramid | null;
  /** The pictures themselves, with what decoders perceive of them; empty where only tensors were encoded. */
  pictures: readonly SeenPicture[];
}

export class VisualMemory implements VisualMemoryFields {
  readonly features: readonly Tensor[];
  readonly pyramid: Pyramid | null;
  readonly proposals: DenseProposals | null;
  readonly listed: ListedProposals | null;
  readonly pictures: readonly SeenPicture[];

  constructor({ features, pyramid, proposals, listed, pictures }: VisualMemoryFields) {
    this.features = features;
    this.pyramid = pyramid;
    this.proposals = proposals;
    this.listed = listed;
    this.pictures = pictures;
  }

  /** What is proposed in one picture; views, for whoever asks to free. */
  proposedIn(picture: number): ProposedInPictures {
    const own = (x: Tensor) => x.narrow(0, picture, 1);
    return { proposals: this.proposals?.rows(own) ?? null, listed: this.listed?.rows(own) ?? null };
  }

  /** The given pictures in the given order; the memory itself if that is all of them. */
  rows(pictures: readonly number[]): VisualMemory {
    const { pyramid, proposals, listed } = this;
    const [{ shape, device }] = this.features;
    const [count] = shape;
    if (pictures.length === count && pictures.every((picture, row) => picture === row)) return this;
    const index = indices(pictures, device);
    const choose = (x: Tensor) => x.indexSelect(0, index);
    const features = this.features.map(choose);
    return new VisualMemory({
      features,
      pyramid: pyramid && { maps: pyramid.maps.map(choose), laterals: features.slice(0, pyramid.laterals.length) },
      proposals: proposals?.rows(choose) ?? null,
      listed: listed?.rows(choose) ?? null,
      pictures: this.pictures.length > 0 ? pictures.map((picture) => this.pictures[picture]) : [],
    });
  }

  /** Lets it outlive the scope that it was made in, and so whatever decoders perceive later. */
  keep(): void {
    for (const tensor of this.tensors()) tensor.keep();
    for (const picture of this.pictures) picture.keep();
  }

  /** All tensors, for whoever keeps or frees them; more once decoders have perceived more. */
  tensors(): Tensor[] {
    const { features, pyramid } = this;
    const proposed = [...(this.proposals?.tensors() ?? []), ...(this.listed?.tensors() ?? [])];
    return [
      ...features,
      ...(pyramid?.maps ?? []),
      ...proposed,
      ...this.pictures.flatMap((picture) => picture.tensors()),
    ];
  }
}
