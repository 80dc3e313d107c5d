// Pictures as GroundingDINO takes them: the shorter side brought to a length, the longer one to no more than another.
import { fromTypedArray, scope, type Tensor } from "@refvlm/torch";
import { type Picture, resizePicture, toPlanes } from "@refvlm/vision";
import { z } from "zod";
import { size } from "../../layers/sizes.js";

export const inputSize = z.strictObject({
  /** Pixels of the shorter side. */
  shortest: size,
  /** Most pixels of the longer side, which makes the shorter one less. */
  longest: size,
});
export type InputSize = z.infer<typeof inputSize>;

/** ImageNet's normalisation of RGB in 0..1. */
const MEAN = [0.485, 0.456, 0.406] as const;
const STD = [0.229, 0.224, 0.225] as const;

/** Width and height of the input; a picture as thin as a line keeps one pixel of its shorter side. */
export function inputSides(width: number, height: number, { shortest, longest }: InputSize): [number, number] {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const fits = (long / short) * shortest <= longest;
  const side = fits ? shortest : Math.max(1, roundToEven((longest * short) / long));
  const other = Math.min(longest, Math.max(1, Math.trunc((side * long) / short)));
  return width < height ? [side, other] : [other, side];
}

/** Halves go to the even neighbour, as Python rounds. */
function roundToEven(x: number): number {
  const down = Math.floor(x);
  return x - down === 0.5 ? down + (down % 2) : Math.round(x);
}

/** Pixels of a picture, [1, 3, H, W]. */
export function inputPixels(picture: Picture, sides: InputSize, { device, dtype }: Tensor): Tensor {
  const [width, height] = inputSides(picture.width, picture.height, sides);
  const resized = resizePicture(picture, width, height, "bilinear");
  const planes = toPlanes(resized, { mean: MEAN, std: STD });
  return scope(() => fromTypedArray(planes, [1, 3, height, width]).to({ device, dtype }));
}
