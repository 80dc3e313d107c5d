// A mask from a picture file, as a drawing program writes it.
import { Mask } from "../mask.js";
import { type LoadOptions, loadPicture } from "./decode.js";

/**
 * Reads a mask: pixels that are black or transparent are outside, all others inside. Never turned, as the file has no
 * camera.
 * @throws PictureError as `loadPicture`
 */
export async function loadMask(source: string | Uint8Array, options: LoadOptions = {}): Promise<Mask> {
  const { width, height, data } = await loadPicture(source, { ...options, asStored: true, under: "black" });
  const mask = new Mask(width, height);
  for (let i = 0; i < mask.data.length; i++)
    if (data[3 * i]! > 0 || data[3 * i + 1]! > 0 || data[3 * i + 2]! > 0) mask.data[i] = 1;
  return mask;
}
