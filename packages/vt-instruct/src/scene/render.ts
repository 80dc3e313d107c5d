// A scene from a seed and an index: pixels, and for every object its exact box and visible mask.
import type { Box, Mask, Picture } from "@refvlm/vision";
import { Random } from "../random.js";
import { type Atlas, cachedAtlas } from "./atlas.js";
import { addGrain, type Background, paintBackground } from "./background.js";
import { type Category, categories, type Family, trainFamilies } from "./categories.js";
import { blendStamp, type Pose, poseExtent, type Stamp, stampIcon } from "./icon.js";
import { type Item, type Plate, planItems, type SizeClass } from "./layout.js";
import { plateReach, stampPlate } from "./plate.js";
import { stampBox, Visibility } from "./visibility.js";

/** Settings of `renderScene`; everything has a default. */
export interface SceneOptions {
  /** Side in pixels, or [width, height]. Default 128. */
  size?: number | readonly [number, number];
  /** Which endless stream: "eval" scenes never appear in "train". Default "train". */
  split?: string;
  /** Default: the training families. */
  families?: readonly Family[];
  /** Default: the 60 training categories. */
  categories?: readonly Category[];
  /** Least and most objects wished for; a crowded scene may hold fewer. Default 1 and 7. */
  minObjects?: number;
  maxObjects?: number;
  /** Share of objects on a coloured plate. Default 0.3. */
  plateRate?: number;
  /** Default: all kinds. */
  backgrounds?: readonly Background[];
  /** Default: the ordinary atlas, which `prepareAtlas` must have made. */
  atlas?: Atlas;
}

/** One object of a scene. */
export interface SceneObject {
  readonly name: string;
  readonly plural: string;
  readonly family: Family;
  /** The smallest box around the visible mask: pixel edges [x1, y1, x2, y2], so x2 - x1 is its width. */
  readonly box: Box;
  /** The same around the whole object, hidden parts included. */
  readonly fullBox: Box;
  /** Visible pixels: those where this object's coverage is at least one half and nothing later covers it. */
  readonly mask: Mask;
  /** Visible share of the object's pixels, at least `leastVisible`. */
  readonly visible: number;
  readonly sizeClass: SizeClass;
  /** Longer side in pixels before turning. */
  readonly size: number;
  /** Not part of the box or the mask. */
  readonly plate?: Plate;
  /** Painting order: later objects cover earlier ones. */
  readonly z: number;
}

/** A picture with its truth; objects in painting order. */
export interface Scene {
  readonly picture: Picture;
  readonly objects: readonly SceneObject[];
}

/** At least this share of every object's pixels stays visible. */
export const leastVisible = 0.4;

/** Places tried before an object is left out. */
const attempts = 40;

/** Objects that may cover part of an earlier one; the others stand (nearly) free. */
const coverRate = 0.4;

interface Placed {
  readonly stamp: Stamp;
  readonly plate?: Stamp;
}

/**
 * Renders scene number `index` of the stream that `seed` and `options.split` name. The same arguments give
 * the same bytes. Objects that find no place without hiding another too much are left out.
 * Throws where the icon atlas has not been prepared.
 */
export function renderScene(seed: number, index: number, options: SceneOptions = {}): Scene {
  const { size = 128, split = "train", minObjects = 1, maxObjects = 7, plateRate = 0.3 } = options;
  const [width, height] = typeof size === "number" ? [size, size] : size;
  const atlas = options.atlas ?? cachedAtlas();
  const random = Random.of("scene", split, seed, index);
  const items = planItems(random, {
    categories: options.categories ?? categories,
    families: options.families ?? trainFamilies,
    minObjects,
    maxObjects,
    plateRate,
  });
  const picture: Picture = { width, height, data: new Uint8Array(width * height * 3) };
  paintBackground(picture, random, options.backgrounds);

  const visibility = new Visibility(width, height);
  const placed: Placed[] = [];
  const drawn: Item[] = [];
  for (const item of items) {
    const found = place(item, random, atlas, picture, visibility, placed);
    if (!found) continue;
    if (found.plate) {
      blendStamp(picture, found.plate);
      visibility.cover(found.plate);
    }
    blendStamp(picture, found.stamp);
    visibility.add(found.stamp);
    placed.push(found);
    drawn.push(item);
  }
  if (random.chance(0.4)) addGrain(picture, random, random.between(2, 14));

  const objects = drawn.map((item, z): SceneObject => {
    const fullBox = stampBox(placed[z].stamp);
    const { name, plural } = item.category;
    const { family, sizeClass, plate } = item;
    const part = visibility.visiblePart(z + 1, fullBox);
    return { name, plural, family, fullBox, ...part, sizeClass, size: item.size * Math.min(width, height), plate, z };
  });
  return { picture, objects };
}

/** Looks for a place where the item, on its plate, hides no earlier object too much. */
function place(
  item: Item,
  random: Random,
  atlas: Atlas,
  { width, height }: Picture,
  visibility: Visibility,
  placed: readonly Placed[],
): Placed | undefined {
  const icon = atlas.icon(item.category.name, item.family);
  const still = { size: item.size * Math.min(width, height), angle: item.angle, flip: item.flip, gain: item.gain };
  const extent = poseExtent(icon, still);
  const reach = item.plate ? plateReach(item.plate, extent) : 0;
  const [halfWidth, halfHeight] = extent.map((side) => Math.max(side / 2, reach));
  if (2 * halfWidth >= width || 2 * halfHeight >= height) return undefined;
  const cover = random.chance(coverRate) && !item.plate;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const x = random.between(halfWidth, width - halfWidth);
    const y = random.between(halfHeight, height - halfHeight);
    const bounds: Box = [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
    // A plate stays free, so that nobody can doubt whose it is.
    const tooClose = ({ plate, stamp }: Placed) =>
      overlapShare(bounds, plate ?? stamp) > (cover && !plate ? 0.6 : 0.04);
    if (placed.some(tooClose)) continue;
    const pose: Pose = { ...still, x, y };
    const stamp = stampIcon(icon, pose, width, height);
    const plate = item.plate && stampPlate(item.plate, pose, extent, width, height);
    if (visibility.allows(plate ? [plate, stamp] : [stamp], leastVisible)) return { stamp, plate };
  }
  return undefined;
}

/** Share of the smaller of two rectangles that both cover. */
function overlapShare([x1, y1, x2, y2]: Box, { left, top, width, height }: Stamp): number {
  const overlapX = Math.min(x2, left + width) - Math.max(x1, left);
  const overlapY = Math.min(y2, top + height) - Math.max(y1, top);
  if (overlapX <= 0 || overlapY <= 0) return 0;
  return (overlapX * overlapY) / Math.min((x2 - x1) * (y2 - y1), width * height);
}
