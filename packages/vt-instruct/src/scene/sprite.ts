// What can be put somewhere in a picture: an icon, on a plate or not, or a person.
import type { Atlas } from "./atlas.js";
import { disguiseStamp, turned } from "./disguise.js";
import { type Pose, poseExtent, type Stamp, stampIcon } from "./icon.js";
import type { Item } from "./layout.js";
import type { Joint } from "./person/raster.js";
import { plateReach, stampPlate } from "./plate.js";

/** A thing of known size that has no place yet. Lengths in pixels. */
export interface Sprite {
  readonly halfWidth: number;
  readonly halfHeight: number;
  /** Where its centre may be: [least, most]. */
  readonly xs: readonly [number, number];
  readonly ys: readonly [number, number];
  /** How often it may cover part of what was drawn before; else it stands (nearly) free. */
  readonly coverRate: number;
  at(x: number, y: number): Placed;
}

/** A thing at its place. */
export interface Placed {
  readonly stamp: Stamp;
  readonly plate?: Stamp;
  /** How large a metre is where the thing stands: its distance. */
  readonly pixelsPerMetre: number;
  /** A person's 17 joints in COCO's order. */
  readonly joints?: readonly Joint[];
}

/** What every thing but people measures, in metres: they are toys of one size. */
const THING = 0.5;

/** An icon as it is put into a picture of this size; undefined where it does not fit in. */
export function iconSprite(item: Item, atlas: Atlas, width: number, height: number): Sprite | undefined {
  const icon = atlas.icon(item.category.name, item.family);
  const { disguise } = item;
  const plain = { size: item.size * Math.min(width, height), angle: item.angle, flip: item.flip, gain: item.gain };
  const still = disguise ? turned(plain, disguise) : plain;
  const extent = poseExtent(icon, still);
  const reach = item.plate ? plateReach(item.plate, extent) : 0;
  const [halfWidth, halfHeight] = extent.map((side) => Math.max(side / 2, reach));
  if (2 * halfWidth >= width || 2 * halfHeight >= height) return undefined;
  return {
    halfWidth,
    halfHeight,
    xs: [halfWidth, width - halfWidth],
    ys: [halfHeight, height - halfHeight],
    // A plate stays free, so that nobody can doubt whose it is.
    coverRate: item.plate ? 0 : 0.4,
    at(x, y) {
      const pose: Pose = { ...still, x, y };
      const stamp = stampIcon(icon, pose, width, height);
      return {
        stamp: disguise ? disguiseStamp(stamp, disguise) : stamp,
        plate: item.plate && stampPlate(item.plate, pose, extent, width, height),
        pixelsPerMetre: still.size / THING,
      };
    },
  };
}
