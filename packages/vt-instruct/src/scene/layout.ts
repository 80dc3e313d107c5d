// What a scene shows and where it would like to be: things, sizes, discs and poses, before any pixel is drawn.
import type { Random } from "../random.js";
import type { Category, Family } from "./categories.js";
import type { Disguise } from "./disguise.js";

/** Size words have a clear gap: every large thing is at least 1.6 times as long as every small one. */
export const sizeClasses = {
  small: [0.16, 0.22],
  medium: [0.25, 0.32],
  large: [0.36, 0.48],
} as const;
export type SizeClass = keyof typeof sizeClasses;

/** The colours of plates, far apart from each other. */
export const plateColors = {
  red: [226, 44, 44],
  yellow: [250, 216, 40],
  green: [52, 168, 72],
  blue: [48, 104, 226],
  purple: [146, 62, 186],
} as const;
export type PlateColor = keyof typeof plateColors;
export const plateShapes = ["disc", "square"] as const;
export type PlateShape = (typeof plateShapes)[number];

/** A coloured plate behind an object: an attribute of it, but not part of its box or mask. */
export interface Plate {
  readonly color: PlateColor;
  readonly shape: PlateShape;
}

/** One thing to be drawn. */
export interface Item {
  readonly category: Category;
  readonly family: Family;
  readonly sizeClass: SizeClass;
  /** Longer side of the unturned icon, as a share of the picture's shorter side. */
  readonly size: number;
  readonly angle: number;
  readonly flip: boolean;
  readonly gain: readonly [number, number, number];
  readonly plate?: Plate;
  readonly disguise?: Disguise;
}

/** Limits of what a scene may hold. */
export interface LayoutOptions {
  readonly categories: readonly Category[];
  readonly families: readonly Family[];
  /** Least and most objects. */
  readonly minObjects: number;
  readonly maxObjects: number;
  /** Share of objects that stand on a coloured plate. */
  readonly plateRate: number;
}

/** How many of one kind stand together: mostly one, up to five. */
const groupSizes = [0.58, 0.2, 0.1, 0.07, 0.05];

/** Share of scenes of one family only; the others mix the families. */
const oneFamilyRate = 0.4;

function pickSize(random: Random, count: number): SizeClass {
  // Crowded scenes lean to the small, so that their objects find room.
  const large = count <= 3 ? 0.4 : count <= 5 ? 0.22 : 0.1;
  return (["small", "medium", "large"] as const)[random.weighted([0.3 + (0.4 - large) / 2, 0.35, large])];
}

/** Draws the list of things of one scene, in painting order. */
export function planItems(random: Random, options: LayoutOptions): Item[] {
  const { categories, families, minObjects, maxObjects } = options;
  const count = minObjects + random.below(maxObjects - minObjects + 1);
  const kinds = random.shuffle(categories);
  const single = random.chance(oneFamilyRate) ? random.pick(families) : undefined;
  const items: Item[] = [];
  while (items.length < count && kinds.length > 0) {
    const category = kinds.pop()!;
    const many = Math.min(1 + random.weighted(groupSizes), count - items.length);
    const groupFamily = single ?? (random.chance(0.5) ? random.pick(families) : undefined);
    for (let i = 0; i < many; i++) {
      const sizeClass = pickSize(random, count);
      const [low, high] = sizeClasses[sizeClass];
      const light = random.between(0.85, 1.1);
      items.push({
        category,
        family: groupFamily ?? random.pick(families),
        sizeClass,
        size: random.between(low, high),
        angle: random.chance(0.6) ? random.between(-0.25, 0.25) : 0,
        flip: random.chance(0.5),
        gain: [
          light * random.between(0.94, 1.04),
          light * random.between(0.94, 1.04),
          light * random.between(0.94, 1.04),
        ],
        plate: random.chance(options.plateRate)
          ? {
              color: random.pick(Object.keys(plateColors) as PlateColor[]),
              shape: random.chance(0.5) ? "disc" : "square",
            }
          : undefined,
      });
    }
  }
  return random.shuffle(items);
}
