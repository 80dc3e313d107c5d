// A decoded picture, and the one error for pictures that cannot be used.

/** A picture: `data` is RGB, 8 bits a channel, row-major [height, width, 3]. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** What the user should know about how it was read, e.g. that only the first frame of an animation is used. */
  readonly notice?: string;
}

/** A picture that cannot be read, drawn on or written; the message names the file and the way out. */
export class PictureError extends Error {
  override name = "PictureError";
}

/**
 * Says that a decoded picture is one: whole sizes, and bytes that fill them.
 * @throws PictureError naming what is wrong
 */
export function checkPicture(picture: Picture): void {
  checkPixels(picture, [3]);
}

/**
 * A decoded picture from pixels with or without alpha, RGB or RGBA by their number (as a canvas' `ImageData` has them);
 * what is transparent is laid over white. RGB bytes are not copied.
 * @throws PictureError naming what is wrong
 */
export function rgbPicture(pixels: Omit<Picture, "data"> & { data: Uint8Array | Uint8ClampedArray }): Picture {
  const { width, height, data } = pixels;
  if (checkPixels(pixels, [3, 4]) === 3)
    return { ...pixels, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
  const rgb = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    const alpha = data[from + 3]! / 255;
    for (let c = 0; c < 3; c++) rgb[to + c] = Math.round(255 + alpha * (data[from + c]! - 255));
  }
  return { width, height, data: rgb };
}

/** @returns bytes a pixel, one of `channels` */
function checkPixels(picture: unknown, channels: readonly number[]): number {
  // Without a spread: a browser's ImageData has nothing of its own.
  const { width, height, data } = (picture ?? {}) as Record<string, unknown>;
  const kinds = channels.map((count) => `${count} bytes (${count === 3 ? "RGB" : "RGBA"})`).join(" or ");
  const need = `A decoded picture needs width, height, and data of width * height * ${kinds}.`;
  for (const [field, value] of Object.entries({ width, height }))
    if (!(Number.isSafeInteger(value) && (value as number) > 0))
      throw new PictureError(`the picture's ${field} is ${String(value)}, not a whole number above 0. ${need}`);
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray))
    throw new PictureError(`the picture's data is no Uint8Array. ${need}`);
  const pixels = (width as number) * (height as number);
  const found = channels.find((count) => data.length === pixels * count);
  if (found === undefined)
    throw new PictureError(
      `the picture's data has ${data.length} bytes for ${width} x ${height} pixels, not ${channels.map((count) => pixels * count).join(" or ")}. ${need}`,
    );
  return found;
}

/** A picture of one colour. */
export function blankPicture(width: number, height: number, [r, g, b]: readonly [number, number, number]): Picture {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i += 3) {
    data[i] = r;
    data[i + 1] = g;
    data[i + 2] = b;
  }
  return { width, height, data };
}
