// The seam of encoders that give a pyramid (section 3.1): CLIP's ConvNeXt in the paper, a detector in `photo`.
import type { nn, Tensor } from "@refvlm/torch";

/** Side and channels of an encoder's map. */
export interface MapShape {
  side: number;
  channels: number;
}

/** An encoder whose maps get smaller stage by stage. */
export interface PyramidBackbone extends nn.Module {
  /** Side of its pictures in pixels. */
  readonly imageSize: number;
  /** The maps that it makes, finest first. */
  readonly stages: readonly MapShape[];
  /**
   * @param pixels [B, 3, S, S]
   * @param count stages to run, from the finest; all by default
   * @returns the map of each, [B, c, h, w]
   */
  pyramid(pixels: Tensor, count?: number): Tensor[];
}
