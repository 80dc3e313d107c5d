// A scene from a seed and an index: pixels, and for every object its exact box and visible mask.
import type { Box, DepthMap, Keypoint, Mask, Picture } from "@refvlm/vision";
import { Random } from "../random.js";
import type { Attribute } from "../sample/annotated.js";
import { type Atlas, cachedAtlas } from "./atlas.js";
import { addGrain, type Background, paintBackground } from "./background.js";
import { type Category, categories, type Family, personCategory, trainFamilies } from "./categories.js";
import { SceneDepth } from "./depth.js";
import { disguised } from "./disguise.js";
import { blendStamp } from "./icon.js";
import { type Item, planItems, type SizeClass } from "./layout.js";
import { type Person, personSprite, withPeople } from "./person/person.js";
import { place } from "./placement.js";
import { iconSprite, type Placed } from "./sprite.js";
import { covers, stampBox, Visibility } from "./visibility.js";

/** Settings of `renderScene`; everything has a default. */
export interface SceneOptions {
  /** Side in pixels, or [width, height]. Default 128. */
  size?: number | readonly [number, number];
  /** Least and most factor on `size`, drawn for each scene: pictures come sharper and coarser. Default none. */
  scales?: readonly [number, number];
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
  /** Share of pictures in which one to four of the objects are people, as far as they find room. Default 0. */
  peopleRate?: number;
  /** Share of icons in other colours and proportions than their family gives them, for training. Default 0. */
  disguiseRate?: number;
  /** Tells how far away everything is. Default false. */
  depth?: boolean;
  /** Default: all kinds. */
  backgrounds?: readonly Background[];
  /** Default: the ordinary atlas, which `prepareAtlas` must have made. */
  atlas?: Atlas;
}

/** One object of a scene. */
export interface SceneObject {
  readonly name: string;
  readonly plural: string;
  /** Which drawings it is from; people are from none. */
  readonly family?: Family;
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
  /** The plate that it stands on, or a person's shirt. */
  readonly attribute?: Attribute;
  /**
   * A person's 17 joints in COCO's order, visibility 2. Joints behind the own body, another object or a plate are known,
   * too: visibility 1. Those beyond the picture's edge have visibility 0.
   */
  readonly keypoint?: readonly Keypoint[];
  /** Painting order: later objects cover earlier ones. */
  readonly z: number;
}

/** A picture with its truth; objects in painting order. */
export interface Scene {
  readonly picture: Picture;
  readonly objects: readonly SceneObject[];
  /** In metres, every pixel known; where asked for. */
  readonly depth?: DepthMap;
}

/**
 * Renders scene number `index` of the stream that `seed` and `options.split` name. The same arguments give
 * the same bytes. Objects that find no place without hiding another too much are left out.
 * Throws where the icon atlas has not been prepared.
 */
export function renderScene(seed: number, index: number, options: SceneOptions = {}): Scene {
  const { size = 128, split = "train", minObjects = 1, maxObjects = 7, plateRate = 0.3 } = options;
  const scale = options.scales ? Random.of("scale", split, seed, index).between(...options.scales) : 1;
  const [width, height] = (typeof size === "number" ? [size, size] : size).map((side) => Math.round(side * scale));
  const atlas = options.atlas ?? cachedAtlas();
  const random = Random.of("scene", split, seed, index);
  const planned = planItems(random, {
    categories: options.categories ?? categories,
    families: options.families ?? trainFamilies,
    minObjects,
    maxObjects,
    plateRate,
  });
  const { peopleRate, disguiseRate } = options;
  const items = disguiseRate ? disguised(planned, Random.of("disguise", split, seed, index), disguiseRate) : planned;
  const things = peopleRate ? withPeople(items, Random.of("people", split, seed, index), peopleRate) : items;
  const picture: Picture = { width, height, data: new Uint8Array(width * height * 3) };
  const ground = paintBackground(picture, random, options.backgrounds);
  const depth = options.depth ? new SceneDepth(width, height, ground) : undefined;

  const visibility = new Visibility(width, height);
  const placed: Placed[] = [];
  const drawn: (Item | Person)[] = [];
  for (const thing of things) {
    const sprite = "figure" in thing ? personSprite(thing, width, height) : iconSprite(thing, atlas, width, height);
    const found = sprite && place(sprite, random, visibility, placed);
    if (!found) continue;
    if (found.plate) {
      blendStamp(picture, found.plate);
      visibility.cover(found.plate);
    }
    blendStamp(picture, found.stamp);
    visibility.add(found.stamp);
    depth?.add(found);
    placed.push(found);
    drawn.push(thing);
  }
  if (random.chance(0.4)) addGrain(picture, random, random.between(2, 14));

  const objects = drawn.map((thing, z): SceneObject => {
    const fullBox = stampBox(placed[z].stamp);
    const { sizeClass } = thing;
    const size = thing.size * Math.min(width, height);
    const part = visibility.visiblePart(z + 1, fullBox);
    if ("figure" in thing) {
      const { shirt } = thing.figure.look;
      return {
        ...personCategory,
        fullBox,
        ...part,
        sizeClass,
        size,
        keypoint: keypointsOf(placed, z, picture),
        attribute: { link: "in", noun: "shirt", color: shirt },
        z,
      };
    }
    const { family, plate, category } = thing;
    const { name, plural } = category;
    const attribute = plate && ({ link: "on", noun: plate.shape, color: plate.color } as const);
    return { name, plural, family, fullBox, ...part, sizeClass, size, attribute, z };
  });
  return { picture, objects, ...(depth && { depth: depth.map }) };
}

/** The joints of the person that was painted as number `z`, with what hides them. */
function keypointsOf(placed: readonly Placed[], z: number, { width, height }: Picture): Keypoint[] {
  const later = placed.slice(z + 1).flatMap(({ plate, stamp }) => (plate ? [plate, stamp] : [stamp]));
  return placed[z].joints!.map(({ x, y, hidden }): Keypoint => {
    if (x < 0 || y < 0 || x >= width || y >= height) return [0, 0, 0];
    return [x, y, hidden || later.some((stamp) => covers(stamp, x, y)) ? 1 : 2];
  });
}
