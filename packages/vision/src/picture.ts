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
  const { width, height, data }: Record<string, unknown> = { ...picture };
  const need = "A decoded picture needs width, height, and data of width * height * 3 bytes (RGB).";
  for (const [field, value] of Object.entries({ width, height }))
    if (!(Number.isSafeInteger(value) && (value as number) > 0))
      throw new PictureError(`the picture's ${field} is ${String(value)}, not a whole number above 0. ${need}`);
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray))
    throw new PictureError(`the picture's data is no Uint8Array. ${need}`);
  if (data.length !== picture.width * picture.height * 3)
    throw new PictureError(
      `the picture's data has ${data.length} bytes for ${width} x ${height} pixels, not ${picture.width * picture.height * 3}. ${need}`,
    );
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
