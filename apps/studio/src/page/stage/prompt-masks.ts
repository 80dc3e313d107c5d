// Masks that the user paints, as pixels: a veil with an edge.
import { Mask, type VisualPrompt } from "@refvlm/vision";

const LONGEST = 2048;

/** The masks among prompts as one picture; null where there is none. */
export function promptMasks(
  prompts: readonly VisualPrompt[],
  size: { width: number; height: number },
): ImageData | null {
  const masks = prompts.flatMap((prompt) => (prompt.kind === "mask" ? [Mask.from(prompt.mask)] : []));
  if (masks.length === 0) return null;
  const scale = Math.min(1, LONGEST / Math.max(size.width, size.height));
  const [width, height] = [Math.round(size.width * scale), Math.round(size.height * scale)];
  const image = new ImageData(width, height);
  const ink = new Uint32Array(image.data.buffer);
  for (const { data } of masks) {
    const at = (x: number, y: number) =>
      x >= 0 && y >= 0 && x < width && y < height
        ? data[Math.floor((y + 0.5) / scale) * size.width + Math.floor((x + 0.5) / scale)]
        : 0;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        if (!at(x, y)) continue;
        const isEdge = !(at(x - 1, y) && at(x + 1, y) && at(x, y - 1) && at(x, y + 1));
        // White and black by turns along the edge, as other prompts are dashed.
        ink[y * width + x] = isEdge ? ((x + y) & 4 ? 0xffffffff : 0xff101010) : 0x70ffffff;
      }
  }
  return image;
}
