// Disguises of icons: other colours, outlines, softness and proportions, so that what is learnt of a thing is its shape and not
// how three families of drawings happen to paint it. Only training wears them.
import type { Random } from "../random.js";
import type { Pose, Stamp } from "./icon.js";

/** How an icon is drawn otherwise than its family draws it. */
export interface Disguise {
  /** New red, green and blue from the old ones: 3 x 3, row by row, for colours of 0..1. */
  readonly mix: readonly number[];
  /** Added to each channel, 0..1 of full light. */
  readonly shift: readonly [number, number, number];
  /** A line of this grey around the shape, 0..1. */
  readonly outline?: number;
  /** Pixels are averaged with their neighbours, so many times. */
  readonly soften: number;
  /** Factors on width and height. */
  readonly stretch: readonly [number, number];
  /** Turn in radians beside the item's own. */
  readonly turn: number;
}

/** The list with a `rate` of its items disguised. */
export function disguised<Item extends { disguise?: Disguise }>(
  items: readonly Item[],
  random: Random,
  rate: number,
): Item[] {
  return items.map((item) => (random.chance(rate) ? { ...item, disguise: drawDisguise(random) } : item));
}

/** Parts of the grey of a colour (ITU-R BT.601). */
const grey = [0.299, 0.587, 0.114];

function drawDisguise(random: Random): Disguise {
  const hue = random.chance(0.4) ? random.between(-Math.PI, Math.PI) : random.between(-0.35, 0.35);
  const saturation = random.chance(0.15) ? 0 : random.between(0.4, 1.5);
  const contrast = random.between(0.6, 1.35);
  const light = random.between(-0.12, 0.12) + 0.5 * (1 - contrast);
  const wide = Math.exp(random.between(-0.22, 0.22));
  return {
    mix: product(hueTurn(hue), saturated(saturation)).map((value) => value * contrast),
    shift: [
      light + random.between(-0.06, 0.06),
      light + random.between(-0.06, 0.06),
      light + random.between(-0.06, 0.06),
    ],
    outline: random.chance(0.2) ? random.pick([0.08, 0.2, 0.95]) : undefined,
    soften: random.chance(0.3) ? 1 + random.below(2) : 0,
    stretch: [wide, 1 / wide],
    turn: random.between(-0.2, 0.2),
  };
}

/** A turn of colours around the axis of greys. */
function hueTurn(angle: number): number[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle) / Math.sqrt(3)];
  const [same, next, last] = [cos + (1 - cos) / 3, (1 - cos) / 3 - sin, (1 - cos) / 3 + sin];
  return [same, next, last, last, same, next, next, last, same];
}

/** Colours drawn to their grey (0) or away from it (above 1). */
function saturated(amount: number): number[] {
  return [0, 1, 2].flatMap((row) => grey.map((part, column) => (1 - amount) * part + (row === column ? amount : 0)));
}

/** Matrix product of two 3 x 3 matrices, row by row. */
function product(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [3 * Math.floor(i / 3), i % 3];
    return a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6];
  });
}

/** A pose as a disguise turns and stretches it. */
export function turned<P extends Omit<Pose, "x" | "y">>(pose: P, { turn, stretch }: Disguise): P {
  return { ...pose, angle: pose.angle + turn, stretch };
}

/** A stamp in other colours. What is covered stays what it was, but for a pixel that softening moves the edge by. */
export function disguiseStamp(stamp: Stamp, { mix, shift, outline, soften }: Disguise): Stamp {
  const { width, height } = stamp;
  const pixels = stamp.pixels.slice();
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = mix;
  const [shiftRed, shiftGreen, shiftBlue] = shift;
  for (let i = 0; i < pixels.length; i += 4) {
    const alpha = pixels[i + 3];
    if (alpha === 0) continue;
    const red = pixels[i];
    const green = pixels[i + 1];
    const blue = pixels[i + 2];
    pixels[i] = Math.max(0, Math.min(alpha, rr * red + rg * green + rb * blue + shiftRed * alpha)); // premultiplied
    pixels[i + 1] = Math.max(0, Math.min(alpha, gr * red + gg * green + gb * blue + shiftGreen * alpha));
    pixels[i + 2] = Math.max(0, Math.min(alpha, br * red + bg * green + bb * blue + shiftBlue * alpha));
  }
  if (outline !== undefined) drawOutline(pixels, stamp, outline);
  for (let time = 0; time < soften; time++) average(pixels, width, height);
  return { ...stamp, pixels };
}

/** Covered pixels at the edge of the shape take the line's grey. */
function drawOutline(pixels: Uint8Array, { width, height, pixels: shape }: Stamp, value: number): void {
  const alphaAt = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : shape[(y * width + x) * 4 + 3];
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i += 4) {
      if (shape[i + 3] === 0) continue;
      const isEdge = Math.min(alphaAt(x - 1, y), alphaAt(x + 1, y), alphaAt(x, y - 1), alphaAt(x, y + 1)) < 128;
      if (isEdge) pixels.fill(value * shape[i + 3], i, i + 3);
    }
}

/** Each pixel becomes half itself and an eighth of each neighbour, colours with their alpha; in place. */
function average(pixels: Uint8Array, width: number, height: number): void {
  const before = pixels.slice();
  const row = 4 * width;
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 4; c++, i++) {
        const left = x > 0 ? before[i - 4] : 0;
        const right = x + 1 < width ? before[i + 4] : 0;
        const above = y > 0 ? before[i - row] : 0;
        const below = y + 1 < height ? before[i + row] : 0;
        pixels[i] = (4 * before[i] + left + right + above + below) >> 3;
      }
}
