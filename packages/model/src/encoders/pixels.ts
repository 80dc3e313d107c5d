// Pictures as encoder input: letterboxed, resized, normalised (DESIGN section 4).
import { type DType, fromTypedArray, scope, type Tensor } from "@refvlm/torch";
import { Frame, type Picture, resizeSquare } from "@refvlm/vision";
import { z } from "zod";

const rgb = z.tuple([z.number(), z.number(), z.number()]);

/** How pictures become encoder input: (value in 0..1 - mean) / std per channel. */
export const pictureConfig = z.strictObject({ mean: rgb, std: rgb });
export type PictureConfig = z.infer<typeof pictureConfig>;

/** What of a network's config decides about its input; an encoder that it has not gets none. */
export interface PixelConfig {
  picture: PictureConfig;
  vit: { imageSize: number } | null;
  convnext: { imageSize: number } | null;
  detector: { imageSize: number; secondLook?: number | null } | null;
}

/** Where the encoders' weights lie and of which type they are; both read tensors of their own kind only. */
export interface Placement {
  device: string;
  dtype: DType;
}

/** A picture and where it lies on the padded square. */
export interface FramedPicture {
  picture: Picture;
  frame: Frame;
}

/** The same pictures at the size of each encoder, null for one that there is not; one tensor where the sizes agree. */
export interface PixelBatch {
  /** What the tensors were made from, for decoders with an encoder of their own. */
  pictures?: readonly FramedPicture[];
  /** [B, 3, S, S] for the ViT. */
  vit: Tensor | null;
  /** [B, 3, S', S'] for the ConvNeXt. */
  convnext: Tensor | null;
  /** [B, 3, S'', S''] for the detector. */
  detector: Tensor | null;
  /** The same larger, for the detector's second look, where it takes one. */
  secondLook?: Tensor | null;
}

/**
 * Prepares pictures for the encoders; the padding has the mean colour in whole levels, cut off as CLIP and LLaVA do:
 * (122, 116, 104), nearly 0 after normalisation.
 * @param placement of the encoders, e.g. the network itself
 */
export function pixelBatch(
  pictures: readonly Picture[],
  { vit, convnext, detector, picture }: PixelConfig,
  placement: Placement,
): PixelBatch {
  const framed = pictures.map((each) => ({ picture: each, frame: Frame.letterbox(each.width, each.height) }));
  const sides = [vit?.imageSize, convnext?.imageSize, detector?.imageSize, detector?.secondLook];
  const made = new Map<number, Tensor>();
  const [ofVit, ofConvnext, ofDetector, secondLook] = sides.map((side) => {
    if (!side) return null;
    if (!made.has(side)) made.set(side, normalisedPixels(pictures, side, picture, placement));
    return made.get(side)!;
  });
  return { pictures: framed, vit: ofVit, convnext: ofConvnext, detector: ofDetector, secondLook };
}

function normalisedPixels(
  pictures: readonly Picture[],
  size: number,
  { mean, std }: PictureConfig,
  { device, dtype }: Placement,
): Tensor {
  const background = mean.map((value) => Math.trunc(value * 255)) as [number, number, number];
  const values = new Float32Array(pictures.length * 3 * size * size);
  for (const [b, picture] of pictures.entries())
    values.set(resizeSquare(picture, size, { background, mean, std }), b * 3 * size * size);
  return scope(() => fromTypedArray(values, [pictures.length, 3, size, size]).to({ device, dtype }));
}
