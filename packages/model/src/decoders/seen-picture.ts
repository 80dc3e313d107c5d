// A picture as decoders with an encoder of their own see it: each looks at it once, when one of its <REF>s first asks.
import type { Tensor } from "@refvlm/torch";
import type { Frame, Picture } from "@refvlm/vision";
import type { FramedPicture } from "../encoders/pixels.js";

/** What a decoder with an encoder of its own keeps of one picture. */
export interface PictureMemory {
  /** All tensors in it, for whoever keeps or frees them. */
  tensors(): readonly Tensor[];
}

/** Pictures in, one memory each out. */
export type Perceive<Memory extends PictureMemory = PictureMemory> = (
  pictures: readonly FramedPicture[],
) => readonly Memory[];

export class SeenPicture implements FramedPicture {
  readonly picture: Picture;
  readonly frame: Frame;
  /** By unit. */
  readonly #memories = new Map<string, PictureMemory>();
  #kept = false;

  constructor({ picture, frame }: FramedPicture) {
    this.picture = picture;
    this.frame = frame;
  }

  /** From now on what is perceived outlives the scope that it is made in; whoever keeps the picture frees `tensors`. */
  keep(): void {
    this.#kept = true;
    for (const tensor of this.tensors()) tensor.keep();
  }

  /** Of everything that has been perceived so far. */
  tensors(): Tensor[] {
    return [...this.#memories.values()].flatMap((memory) => memory.tensors());
  }

  /** What a unit's decoder has perceived; undefined where it has not looked, or its scope has freed that. */
  recall(unit: string): PictureMemory | undefined {
    const memory = this.#memories.get(unit);
    return memory?.tensors().some(({ disposed }) => disposed) ? undefined : memory;
  }

  remember(unit: string, memory: PictureMemory): PictureMemory {
    this.#memories.set(unit, memory);
    if (this.#kept) for (const tensor of memory.tensors()) tensor.keep();
    return memory;
  }
}

/** What a unit's decoder keeps of each picture; those that it has not seen it perceives together. */
export function perceived(unit: string, pictures: readonly SeenPicture[], perceive: Perceive): PictureMemory[] {
  const fresh = [...new Set(pictures)].filter((picture) => !picture.recall(unit));
  if (fresh.length > 0) for (const [i, memory] of perceive(fresh).entries()) fresh[i].remember(unit, memory);
  return pictures.map((picture) => picture.recall(unit)!);
}
