// Objects cut out of their picture, and masks as layers to lay over it: RGBA, transparent around the object.
import { type Box, clipBox } from "../boxes.js";
import { Mask } from "../mask.js";
import type { Picture } from "../picture.js";
import type { Colour } from "../resize/letterbox.js";
import type { UnitValues } from "../units/index.js";

/** A picture with transparency: `data` is RGBA, row-major [height, width, 4]. */
export interface CutOut {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * The part of `picture` that an object covers: its mask, transparent around it, or else its whole box.
 * Undefined for an object that covers no pixel.
 */
export function cutOut(picture: Picture, { box, mask }: Pick<Partial<UnitValues>, "box" | "mask">): CutOut | undefined {
  const area = mask && Mask.from(mask);
  const around = area?.box() ?? (box && clipBox(box, picture.width, picture.height));
  if (!around) return undefined;
  const [left, top, right, bottom] = pixelsOf(around);
  const [width, height] = [right - left, bottom - top];
  if (width <= 0 || height <= 0) return undefined;
  const data = new Uint8Array(width * height * 4);
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += 4) {
      const from = (top + y) * picture.width + left + x;
      if (area && area.data[from] === 0) continue;
      data.set(picture.data.subarray(3 * from, 3 * from + 3), to);
      data[to + 3] = 255;
    }
  return { width, height, data };
}

/** A mask in one colour, as large as its picture. */
export function maskLayer(mask: UnitValues["mask"], colour: Colour): CutOut {
  const { width, height, data: inside } = Mask.from(mask);
  const data = new Uint8Array(width * height * 4);
  inside.forEach((within, i) => {
    if (within) data.set([...colour, 255], 4 * i);
  });
  return { width, height, data };
}

/** The whole pixels that a box touches. */
function pixelsOf([x1, y1, x2, y2]: Box): Box {
  return [Math.floor(x1), Math.floor(y1), Math.ceil(x2), Math.ceil(y2)];
}
