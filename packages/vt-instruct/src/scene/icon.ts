// One icon at several sizes, and its drawing onto a picture with scale, turn, flip and colour change.
import type { Picture } from "@refvlm/vision";

interface Level {
  readonly width: number;
  readonly height: number;
  /** RGBA, colour premultiplied by alpha, 0..255. In an icon with one transparent pixel all around. */
  readonly pixels: Uint8Array;
}

/** An icon as a pyramid of halvings, the sharpest first, so that shrinking never skips pixels. */
export interface Icon {
  readonly levels: readonly Level[];
}

function premultiply(pixels: Uint8Array): Uint8Array {
  const result = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i += 4) {
    const alpha = pixels[i + 3];
    for (let c = 0; c < 3; c++) result[i + c] = Math.round((pixels[i + c] * alpha) / 255);
    result[i + 3] = alpha;
  }
  return result;
}

/** Halves both sides by averaging; an odd last row or column is averaged with transparency. */
function halve({ width, height, pixels }: Level): Level {
  const halfWidth = (width + 1) >> 1;
  const halfHeight = (height + 1) >> 1;
  const half = new Uint8Array(halfWidth * halfHeight * 4);
  for (let y = 0; y < halfHeight; y++)
    for (let x = 0; x < halfWidth; x++)
      for (let c = 0; c < 4; c++) {
        let sum = 0;
        for (let dy = 0; dy < 2; dy++)
          for (let dx = 0; dx < 2; dx++) {
            const [u, v] = [2 * x + dx, 2 * y + dy];
            if (u < width && v < height) sum += pixels[(v * width + u) * 4 + c];
          }
        half[(y * halfWidth + x) * 4 + c] = (sum + 2) >> 2;
      }
  return { width: halfWidth, height: halfHeight, pixels: half };
}

/** Builds the pyramid from RGBA pixels that are not premultiplied. */
export function iconFromPixels(width: number, height: number, pixels: Uint8Array): Icon {
  const levels: Level[] = [{ width, height, pixels: premultiply(pixels) }];
  while (Math.max(levels.at(-1)!.width, levels.at(-1)!.height) > 12) levels.push(halve(levels.at(-1)!));
  return { levels: levels.map(framed) };
}

/** With one transparent pixel all around: a sample at the edge then needs no case of its own. */
function framed({ width, height, pixels }: Level): Level {
  const row = 4 * (width + 2);
  const wide = new Uint8Array(row * (height + 2));
  for (let y = 0; y < height; y++) wide.set(pixels.subarray(4 * y * width, 4 * (y + 1) * width), (y + 1) * row + 4);
  return { width, height, pixels: wide };
}

/** Where and how an icon is drawn. */
export interface Pose {
  /** Centre in pixels. */
  readonly x: number;
  readonly y: number;
  /** Length of the icon's longer side in pixels. */
  readonly size: number;
  /** Turn in radians, clockwise on screen. */
  readonly angle: number;
  /** Mirrored left to right. */
  readonly flip: boolean;
  /** Factors on red, green and blue. */
  readonly gain: readonly [number, number, number];
  /** Factors on the unturned icon's width and height; default none. */
  readonly stretch?: readonly [number, number];
}

/** Width and height in pixels of the upright rectangle around an icon in this pose. */
export function poseExtent(
  icon: Icon,
  { size, angle, stretch = [1, 1] }: Pick<Pose, "size" | "angle" | "stretch">,
): [number, number] {
  const [width, height] = stretchedSize(icon, stretch);
  const scale = size / Math.max(width, height);
  const cos = Math.abs(Math.cos(angle));
  const sin = Math.abs(Math.sin(angle));
  return [scale * (cos * width + sin * height), scale * (sin * width + cos * height)];
}

function stretchedSize({ levels: [{ width, height }] }: Icon, stretch: readonly [number, number]): [number, number] {
  return [width * stretch[0], height * stretch[1]];
}

/** An icon resampled onto the pixel grid: premultiplied RGBA of a rectangle of the picture. */
export interface Stamp {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Resamples the icon (bilinear on the pyramid level next above its size), clipped to the picture. */
export function stampIcon(icon: Icon, pose: Pose, pictureWidth: number, pictureHeight: number): Stamp {
  let depth = 0;
  while (depth + 1 < icon.levels.length) {
    const next = icon.levels[depth + 1];
    if (Math.max(next.width, next.height) < pose.size) break;
    depth++;
  }
  const level = icon.levels[depth];
  const [extentX, extentY] = poseExtent(icon, pose);
  const left = Math.max(0, Math.floor(pose.x - extentX / 2 - 1));
  const top = Math.max(0, Math.floor(pose.y - extentY / 2 - 1));
  const right = Math.min(pictureWidth, Math.ceil(pose.x + extentX / 2 + 1));
  const bottom = Math.min(pictureHeight, Math.ceil(pose.y + extentY / 2 + 1));
  const width = Math.max(0, right - left);
  const height = Math.max(0, bottom - top);
  const pixels = new Uint8Array(width * height * 4);

  const [fullWidth, fullHeight] = stretchedSize(icon, pose.stretch ?? [1, 1]);
  const toLevel = Math.max(fullWidth, fullHeight) / pose.size;
  const perX = (toLevel * level.width) / fullWidth;
  const perY = (toLevel * level.height) / fullHeight;
  const cos = Math.cos(pose.angle);
  const sin = Math.sin(pose.angle);
  const mirror = pose.flip ? -1 : 1;
  const [gainRed, gainGreen, gainBlue] = pose.gain;
  const { pixels: source, width: columns, height: rows } = level;
  const row = 4 * (columns + 2);
  for (let y = 0, out = 0; y < height; y++) {
    const dy = top + y + 0.5 - pose.y;
    for (let x = 0; x < width; x++, out += 4) {
      const dx = left + x + 0.5 - pose.x;
      const u = mirror * (cos * dx + sin * dy) * perX + columns / 2 - 0.5;
      const v = (cos * dy - sin * dx) * perY + rows / 2 - 0.5;
      const u0 = Math.floor(u);
      const v0 = Math.floor(v);
      if (u0 < -1 || v0 < -1 || u0 >= columns || v0 >= rows) continue;
      const fu = u - u0;
      const fv = v - v0;
      const w00 = (1 - fu) * (1 - fv);
      const w10 = fu * (1 - fv);
      const w01 = (1 - fu) * fv;
      const w11 = fu * fv;
      const i = (v0 + 1) * row + 4 * (u0 + 1);
      const j = i + row;
      const alpha = w00 * source[i + 3] + w10 * source[i + 7] + w01 * source[j + 3] + w11 * source[j + 7];
      if (alpha < 1) continue;
      const red = w00 * source[i] + w10 * source[i + 4] + w01 * source[j] + w11 * source[j + 4];
      const green = w00 * source[i + 1] + w10 * source[i + 5] + w01 * source[j + 1] + w11 * source[j + 5];
      const blue = w00 * source[i + 2] + w10 * source[i + 6] + w01 * source[j + 2] + w11 * source[j + 6];
      pixels[out] = Math.min(alpha, red * gainRed);
      pixels[out + 1] = Math.min(alpha, green * gainGreen);
      pixels[out + 2] = Math.min(alpha, blue * gainBlue);
      pixels[out + 3] = alpha;
    }
  }
  return { left, top, width, height, pixels };
}

/** Blends a stamp over a picture, in place. */
export function blendStamp(picture: Picture, stamp: Stamp): void {
  const { data, width: pictureWidth } = picture;
  for (let y = 0, from = 0; y < stamp.height; y++) {
    let to = ((stamp.top + y) * pictureWidth + stamp.left) * 3;
    for (let x = 0; x < stamp.width; x++, from += 4, to += 3) {
      const alpha = stamp.pixels[from + 3];
      if (alpha === 0) continue;
      if (alpha === 255) {
        data[to] = stamp.pixels[from];
        data[to + 1] = stamp.pixels[from + 1];
        data[to + 2] = stamp.pixels[from + 2];
        continue;
      }
      const keep = 255 - alpha;
      for (let c = 0; c < 3; c++) data[to + c] = stamp.pixels[from + c] + (data[to + c] * keep + 127) / 255;
    }
  }
}
