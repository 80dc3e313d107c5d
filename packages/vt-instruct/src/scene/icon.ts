// One icon at several sizes, and its drawing onto a picture with scale, turn, flip and colour change.
import type { Picture } from "@refvlm/vision";

interface Level {
  readonly width: number;
  readonly height: number;
  /** RGBA, colour premultiplied by alpha, 0..255. */
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
  return { levels };
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
  const source = level.pixels;
  for (let y = 0, out = 0; y < height; y++) {
    const dy = top + y + 0.5 - pose.y;
    for (let x = 0; x < width; x++, out += 4) {
      const dx = left + x + 0.5 - pose.x;
      const u = mirror * (cos * dx + sin * dy) * perX + level.width / 2 - 0.5;
      const v = (cos * dy - sin * dx) * perY + level.height / 2 - 0.5;
      const u0 = Math.floor(u);
      const v0 = Math.floor(v);
      if (u0 < -1 || v0 < -1 || u0 >= level.width || v0 >= level.height) continue;
      const fu = u - u0;
      const fv = v - v0;
      const w00 = u0 >= 0 && v0 >= 0 ? (1 - fu) * (1 - fv) : 0;
      const w10 = u0 + 1 < level.width && v0 >= 0 ? fu * (1 - fv) : 0;
      const w01 = u0 >= 0 && v0 + 1 < level.height ? (1 - fu) * fv : 0;
      const w11 = u0 + 1 < level.width && v0 + 1 < level.height ? fu * fv : 0;
      // A tap outside the level has weight zero; its index is folded back inside so that the read stays defined.
      const i00 = w00 ? (v0 * level.width + u0) * 4 : 0;
      const i10 = w10 ? (v0 * level.width + u0 + 1) * 4 : 0;
      const i01 = w01 ? ((v0 + 1) * level.width + u0) * 4 : 0;
      const i11 = w11 ? ((v0 + 1) * level.width + u0 + 1) * 4 : 0;
      const alpha = w00 * source[i00 + 3] + w10 * source[i10 + 3] + w01 * source[i01 + 3] + w11 * source[i11 + 3];
      if (alpha < 1) continue;
      for (let c = 0; c < 3; c++) {
        const color = w00 * source[i00 + c] + w10 * source[i10 + c] + w01 * source[i01 + c] + w11 * source[i11 + c];
        pixels[out + c] = Math.min(alpha, color * pose.gain[c]);
      }
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
      const keep = 255 - alpha;
      for (let c = 0; c < 3; c++) data[to + c] = stamp.pixels[from + c] + (data[to + c] * keep + 127) / 255;
    }
  }
}
