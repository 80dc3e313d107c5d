// A drawn person as pixels, with what of its joints its own body hides.
import type { Stamp } from "../icon.js";
import type { Figure } from "./figure.js";
import type { Shape } from "./shapes.js";

/** A joint in pixels. */
export interface Joint {
  readonly x: number;
  readonly y: number;
  /** By the body it belongs to. */
  readonly hidden: boolean;
}

/** A figure drawn in pixels; its bounds begin a pixel inside the stamp, whose left and top are 0. */
export interface DrawnFigure {
  readonly stamp: Stamp;
  /** 17 joints in COCO's order, in pixels of the stamp. */
  readonly joints: readonly Joint[];
}

/** Width of the darker rim of every shape, in body units. */
const RIM = 0.014;

/** Draws a figure, `scale` pixels a body unit. */
export function drawFigure({ parts, joints, bounds, look }: Figure, scale: number): DrawnFigure {
  const [left, top] = [bounds[0] - 1 / scale, bounds[1] - 1 / scale];
  const width = Math.ceil((bounds[2] - left) * scale) + 1;
  const height = Math.ceil((bounds[3] - top) * scale) + 1;
  const stamp: Stamp = { left: 0, top: 0, width, height, pixels: new Uint8Array(width * height * 4) };
  /** Number of the nearest part at each pixel, counted from 1. */
  const nearest = new Uint8Array(width * height);
  for (const [i, { shapes }] of parts.entries()) for (const shape of shapes) paint(shape, i + 1);

  function paint({ color, bounds: [x1, y1, x2, y2], distance, outline = distance }: Shape, part: number): void {
    const from = (value: number, start: number) => Math.max(0, Math.floor((value - start) * scale - 0.5));
    const [fromX, fromY] = [from(x1, left), from(y1, top)];
    const toX = Math.min(width, Math.ceil((x2 - left) * scale + 0.5));
    const toY = Math.min(height, Math.ceil((y2 - top) * scale + 0.5));
    const { pixels } = stamp;
    for (let y = fromY; y < toY; y++)
      for (let x = fromX; x < toX; x++) {
        const [atX, atY] = [left + (x + 0.5) / scale, top + (y + 0.5) / scale];
        const outside = distance(atX, atY);
        const cover = Math.min(1, 0.5 - outside * scale);
        if (cover <= 0) continue;
        // The edge of the whole is never nearer than that of a piece.
        const rim = outside > -RIM ? Math.max(0, Math.min(1, 1 + outline(atX, atY) / RIM)) : 0;
        const light = cover * (1 - look.rim * rim);
        const pixel = y * width + x;
        for (let c = 0; c < 3; c++) pixels[4 * pixel + c] = pixels[4 * pixel + c] * (1 - cover) + color[c] * light;
        pixels[4 * pixel + 3] = Math.min(255, pixels[4 * pixel + 3] * (1 - cover) + 255 * cover + 0.5);
        if (cover >= 0.5) nearest[pixel] = part;
      }
  }

  const isHidden = (joint: number, x: number, y: number) => {
    const part = nearest[Math.floor(y) * width + Math.floor(x)];
    const seen = part > 0 ? [parts[part - 1]] : parts;
    return !seen.some(({ shows }) => shows.includes(joint));
  };
  return {
    stamp,
    joints: joints.map(([jointX, jointY], i) => {
      const [x, y] = [(jointX - left) * scale, (jointY - top) * scale];
      return { x, y, hidden: isHidden(i, x, y) };
    }),
  };
}
