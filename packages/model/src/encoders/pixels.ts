// Pictures as encoder input: letterboxed, resized, normalised (DESIGN section 4).
import { fromTypedArray, type Tensor } from "@refvlm/torch";
import { Frame, type Picture, resizeSquare } from "@refvlm/vision";
import type { ModelConfig } from "../config.js";

/** A picture and where it lies on the padded square. */
export interface FramedPicture {
  picture: Picture;
  frame: Frame;
}

/** The same pictures at the size of each encoder; one tensor where the sizes agree. */
export interface PixelBatch {
  /** What the tensors were made from, for decoders with an encoder of their own. */
  pictures?: readonly FramedPicture[];
  /** [B, 3, S, S] for the ViT. */
  vit: Tensor;
  /** [B, 3, S', S'] for the ConvNeXt. */
  convnext: Tensor;
}

/** Prepares pictures for both encoders; the padding has the mean colour, so it is 0 after normalisation. */
export function pixelBatch(pictures: readonly Picture[], { vit, convnext, picture }: ModelConfig): PixelBatch {
  const coarse = normalisedPixels(pictures, vit.imageSize, picture);
  const framed = pictures.map((each) => ({ picture: each, frame: Frame.letterbox(each.width, each.height) }));
  if (vit.imageSize === convnext.imageSize) return { pictures: framed, vit: coarse, convnext: coarse };
  return { pictures: framed, vit: coarse, convnext: normalisedPixels(pictures, convnext.imageSize, picture) };
}

function normalisedPixels(pictures: readonly Picture[], size: number, { mean, std }: ModelConfig["picture"]): Tensor {
  const background = mean.map((value) => Math.round(value * 255)) as [number, number, number];
  const values = new Float32Array(pictures.length * 3 * size * size);
  for (const [b, picture] of pictures.entries())
    values.set(resizeSquare(picture, size, { background, mean, std }), b * 3 * size * size);
  return fromTypedArray(values, [pictures.length, 3, size, size]);
}
