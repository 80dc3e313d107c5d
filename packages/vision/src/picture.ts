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
