// Pictures as the decoders see them: encoded once, asked many times, freed together.
import { type Tensor, tensor } from "@refvlm/torch";
import type { Pyramid } from "../encoders/pixel-decoder.js";
import type { FramedPicture } from "../encoders/pixels.js";
import type { ListedProposals } from "./listed-proposals.js";
import type { DenseProposals } from "./proposals.js";

/** What a decoder with an encoder of its own keeps of one picture. */
export interface PictureMemory {
  /** All tensors in it, for whoever keeps or frees them. */
  tensors(): readonly Tensor[];
}

export interface VisualMemoryFields {
  /** All levels but the finest, which waits as a lateral for who reads pixel embeddings. */
  pyramid: Pyramid;
  /** Null without query selection. */
  proposals: DenseProposals | null;
  /** The best of them, each thing once; null without evidence. */
  listed: ListedProposals | null;
  /** The pictures themselves; empty where only tensors were encoded. */
  pictures: readonly FramedPicture[];
  /** By unit, for decoders that perceive: one of each picture. */
  perceived: ReadonlyMap<string, readonly PictureMemory[]>;
}

export class VisualMemory implements VisualMemoryFields {
  readonly pyramid: Pyramid;
  readonly proposals: DenseProposals | null;
  readonly listed: ListedProposals | null;
  readonly pictures: readonly FramedPicture[];
  readonly perceived: ReadonlyMap<string, readonly PictureMemory[]>;

  constructor({ pyramid, proposals, listed, pictures, perceived }: VisualMemoryFields) {
    this.pyramid = pyramid;
    this.proposals = proposals;
    this.listed = listed;
    this.pictures = pictures;
    this.perceived = perceived;
  }

  /** The given pictures in the given order; the memory itself if that is all of them. */
  rows(pictures: readonly number[]): VisualMemory {
    const { pyramid, proposals, listed, perceived } = this;
    const [{ shape, device }] = pyramid.maps;
    const [count] = shape;
    if (pictures.length === count && pictures.every((picture, row) => picture === row)) return this;
    const index = tensor(BigInt64Array.from(pictures, BigInt), { device });
    const choose = (x: Tensor) => x.indexSelect(0, index);
    const of = <Item>(items: readonly Item[]) => (items.length > 0 ? pictures.map((picture) => items[picture]) : []);
    return new VisualMemory({
      pyramid: { maps: pyramid.maps.map(choose), laterals: pyramid.laterals.map(choose) },
      proposals: proposals?.rows(choose) ?? null,
      listed: listed?.rows(choose) ?? null,
      pictures: of(this.pictures),
      perceived: new Map([...perceived].map(([unit, kept]) => [unit, of(kept)])),
    });
  }

  /** All tensors, for whoever keeps or frees them. */
  tensors(): Tensor[] {
    const { maps, laterals } = this.pyramid;
    const perceived = [...this.perceived.values()].flat().flatMap((kept) => kept.tensors());
    const proposed = [...(this.proposals?.tensors() ?? []), ...(this.listed?.tensors() ?? [])];
    return [...maps, ...laterals, ...proposed, ...perceived];
  }
}
