// Colours of drawn objects: bright enough for dark pictures, edged with black for bright ones.
import type { Colour } from "../resize/letterbox.js";

/** Told apart by lightness as well as by hue, so that they hold for most colour-blind viewers; reused in turn. */
export const PALETTE: readonly Colour[] = [
  [255, 196, 0],
  [60, 180, 255],
  [255, 92, 80],
  [90, 224, 120],
  [222, 120, 255],
  [255, 150, 40],
  [64, 232, 224],
  [255, 140, 200],
  [190, 230, 60],
  [150, 160, 255],
  [255, 226, 150],
  [200, 160, 130],
];

/** The colour of the object at `index`. */
export function paletteColour(index: number): Colour {
  return PALETTE[index % PALETTE.length]!;
}

const BLACK: Colour = [12, 12, 14];
const WHITE: Colour = [255, 255, 255];

/** Black or white, whichever can be read on `colour`. */
export function contrasting(colour: Colour): Colour {
  const [r, g, b] = colour.map((value) => (value / 255) ** 2.2) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? BLACK : WHITE;
}
