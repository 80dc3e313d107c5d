// People of a scene: how many there are, how large, and where they may stand.
import type { Random } from "../../random.js";
import type { Stamp } from "../icon.js";
import type { SizeClass } from "../layout.js";
import type { Sprite } from "../sprite.js";
import { type Figure, figureOf } from "./figure.js";
import { drawLook } from "./look.js";
import { drawPose } from "./pose.js";
import { drawFigure } from "./raster.js";

/** A person to be drawn. */
export interface Person {
  readonly figure: Figure;
  readonly sizeClass: SizeClass;
  /** Longer side of the figure, as a share of the picture's shorter side. */
  readonly size: number;
  /** Seen from close by: may reach over the picture's edges, the lower one mostly. */
  readonly cut: boolean;
}

/** People are larger than things; every large one is at least 1.6 times as long as every small one, as with things. */
const sizes = { small: [0.28, 0.38], medium: [0.42, 0.58], large: [0.66, 0.92] } as const;
const closeUp = [1.1, 1.8] as const;

/** Share of people who are cut. */
const closeUpRate = 0.1;

/** How many people a picture shows that shows any: one to four. */
const counts = [0.5, 0.28, 0.14, 0.08];

/** Feet are below this share of the picture's height: no horizon is lower. */
const feetBelow = 0.68;

/** What an adult of one body unit measures in metres. */
const METRES = 1.7;

/** The list with some things replaced by people, in a `rate` of all pictures. */
export function withPeople<T>(things: readonly T[], random: Random, rate: number): (T | Person)[] {
  if (!random.chance(rate)) return [...things];
  const places = random.shuffle([...things.keys()]).slice(0, 1 + random.weighted(counts));
  return things.map((thing, i) => (places.includes(i) ? drawPerson(random, things.length) : thing));
}

function drawPerson(random: Random, crowd: number): Person {
  const figure = figureOf(drawLook(random), drawPose(random));
  const cut = random.chance(closeUpRate);
  const sizeClass = cut
    ? "large"
    : (["small", "medium", "large"] as const)[random.weighted(crowd <= 2 ? [1, 2, 3] : [3, 4, 1.5])];
  const [least, most] = cut ? closeUp : sizes[sizeClass];
  return { figure, sizeClass, size: random.between(least, most), cut };
}

/** A person as it is put into a picture of this size; drawn once, moved by whole pixels. */
export function personSprite({ figure, size, cut }: Person, width: number, height: number): Sprite {
  const [x1, y1, x2, y2] = figure.bounds;
  const scale = (size * Math.min(width, height)) / Math.max(x2 - x1, y2 - y1);
  const drawn = drawFigure(figure, scale);
  const [halfWidth, halfHeight] = [(scale * (x2 - x1)) / 2, (scale * (y2 - y1)) / 2];
  const side = Math.min(cut ? 0.7 * halfWidth : halfWidth, width / 2);
  return {
    halfWidth,
    halfHeight,
    xs: [side, width - side],
    ys: cut
      ? [halfHeight, halfHeight + 0.25 * height]
      : [Math.max(halfHeight, feetBelow * height - halfHeight), height - halfHeight],
    coverRate: 0.8,
    at(x, y) {
      const [left, top] = [Math.round(x - drawn.stamp.width / 2), Math.round(y - drawn.stamp.height / 2)];
      return {
        stamp: cropped({ ...drawn.stamp, left, top }, width, height),
        pixelsPerMetre: scale / METRES,
        joints: drawn.joints.map((joint) => ({ ...joint, x: left + joint.x, y: top + joint.y })),
      };
    },
  };
}

/** The part of a stamp that lies inside the picture. */
function cropped(stamp: Stamp, pictureWidth: number, pictureHeight: number): Stamp {
  const [left, top] = [Math.max(0, stamp.left), Math.max(0, stamp.top)];
  const width = Math.min(pictureWidth, stamp.left + stamp.width) - left;
  const height = Math.min(pictureHeight, stamp.top + stamp.height) - top;
  if (width === stamp.width && height === stamp.height) return stamp;
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const from = ((top - stamp.top + y) * stamp.width + left - stamp.left) * 4;
    pixels.set(stamp.pixels.subarray(from, from + width * 4), y * width * 4);
  }
  return { left, top, width, height, pixels };
}
