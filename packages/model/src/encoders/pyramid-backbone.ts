// The seam of encoders that give a pyramid (section 3.1): CLIP's ConvNeXt in the paper, or a preset's own.
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
  /** Of each stage, finest first: pixels that a cell's side spans, and channels. */
  readonly stages: readonly { readonly stride: number; readonly channels: number }[];
  /**
   * @param pixels [B, 3, S, S]
   * @param count stages to run, from the finest; all by default
   * @returns the map of each, [B, c, S / stride, S / stride]
   */
  pyramid(pixels: Tensor, count?: number): Tensor[];
}

/** The maps that a backbone makes of its pictures. */
export function stageShapes({ imageSize, stages }: Pick<PyramidBackbone, "imageSize" | "stages">): MapShape[] {
  return stages.map(({ stride, channels }) => ({ side: Math.floor(imageSize / stride), channels }));
}
