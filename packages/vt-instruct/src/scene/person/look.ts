// What a drawn person looks like: build, colours, clothes and hair.
import type { Random } from "../../random.js";

/** Red, green and blue, 0..255. */
export type Color = readonly [number, number, number];

/** The colours of shirts, far apart from each other. */
export const shirtColors = {
  red: [214, 48, 48],
  orange: [240, 138, 36],
  yellow: [246, 212, 60],
  green: [58, 158, 84],
  blue: [52, 104, 214],
  purple: [140, 78, 186],
  pink: [240, 146, 186],
  white: [240, 240, 240],
  black: [52, 52, 58],
} as const satisfies Record<string, Color>;
export type ShirtColor = keyof typeof shirtColors;

const skins: Color[] = [
  [255, 224, 196],
  [244, 204, 170],
  [232, 184, 142],
  [210, 156, 112],
  [176, 122, 82],
  [142, 94, 62],
  [108, 70, 48],
  [80, 52, 38],
];
const hairs: Color[] = [
  [34, 28, 28],
  [60, 42, 32],
  [96, 62, 38],
  [142, 84, 44],
  [168, 74, 36],
  [214, 172, 96],
  [150, 150, 152],
  [228, 226, 220],
];
const bottoms: Color[] = [
  [44, 62, 104],
  [70, 98, 150],
  [42, 42, 48],
  [112, 112, 118],
  [186, 166, 128],
  [112, 78, 52],
  [64, 88, 64],
  [122, 44, 56],
];
const shoes: Color[] = [
  [48, 40, 38],
  [236, 236, 232],
  [180, 52, 48],
  [120, 80, 48],
  [60, 80, 140],
];

export type Sleeves = "none" | "short" | "long";
export type Bottom = "trousers" | "shorts" | "skirt";
export type Hair = "bald" | "short" | "bob" | "long" | "bun" | "ponytail" | "afro";

/** Everything about a person but the pose. Lengths are shares of what an adult of middle build has. */
export interface Look {
  readonly head: number;
  readonly legs: number;
  readonly bulk: number;
  readonly shoulders: number;
  readonly hips: number;
  readonly skin: Color;
  readonly hairColor: Color;
  readonly hair: Hair;
  /** How low the hair reaches into the forehead, 0..1. */
  readonly fringe: number;
  readonly shirt: ShirtColor;
  readonly shirtColor: Color;
  readonly sleeves: Sleeves;
  readonly bottom: Bottom;
  /** A skirt may have the shirt's colour: a dress. */
  readonly bottomColor: Color;
  readonly shoeColor: Color;
  readonly smile: number;
  /** How dark every part is along its edge, 0..1: from flat to outlined. */
  readonly rim: number;
}

/** A look; the colours of a list are varied a little. */
export function drawLook(random: Random): Look {
  const varied = ([r, g, b]: Color): Color => {
    const light = random.between(0.92, 1.05);
    const channel = (value: number) => Math.min(255, value * light * random.between(0.97, 1.03));
    return [channel(r), channel(g), channel(b)];
  };
  const child = random.chance(0.22);
  const shirt = random.pick(Object.keys(shirtColors) as ShirtColor[]);
  const shirtColor = varied(shirtColors[shirt]);
  const bottom = (["trousers", "shorts", "skirt"] as const)[random.weighted([5, 3, 2])];
  const dress = bottom === "skirt" && random.chance(0.5);
  return {
    head: (child ? 1.35 : 1) * random.between(0.94, 1.1),
    legs: (child ? 0.8 : 1) * random.between(0.94, 1.08),
    bulk: (child ? 1.05 : 1) * random.between(0.84, 1.3),
    shoulders: (child ? 0.85 : 1) * random.between(0.88, 1.14),
    hips: random.between(0.9, 1.2),
    skin: varied(random.pick(skins)),
    hairColor: varied(random.pick(hairs)),
    hair: (["bald", "short", "bob", "long", "bun", "ponytail", "afro"] as const)[
      random.weighted([0.5, 4, 1.5, 2, 1, 1, 0.8])
    ],
    fringe: random.next(),
    shirt,
    shirtColor,
    sleeves: (["none", "short", "long"] as const)[random.weighted([1, 4, 3])],
    bottom,
    bottomColor: dress ? shirtColor : varied(random.pick(bottoms)),
    shoeColor: varied(random.pick(shoes)),
    smile: random.between(-0.2, 1),
    rim: random.pick([0.12, 0.22, 0.35, 0.6]),
  };
}
