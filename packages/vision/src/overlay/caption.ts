// A caption: words in a strip below a picture, as many lines as they need, none of them cut.
import type { Picture } from "../picture.js";
import type { Colour } from "../resize/letterbox.js";
import { Canvas } from "./canvas.js";
import { LEGEND_GROUND } from "./legend.js";
import { drawText, wrapText } from "./text.js";

/** The height of its capitals is a share of the picture's width. */
const SHARE = 1 / 40;
const LEAST = 9;

/** The picture with `text` below it. */
export function captioned(picture: Picture, text: string, colour: Colour): Picture {
  const size = Math.max(LEAST, Math.round(picture.width * SHARE));
  const line = 2 * size;
  const lines = wrapText(text, picture.width - 2 * size, size);
  const canvas = new Canvas(picture.width, picture.height + lines.length * line + size, LEGEND_GROUND);
  canvas.paste(picture);
  for (const [i, words] of lines.entries())
    drawText(canvas, words, size, picture.height + size + i * line, size, colour);
  return canvas;
}
