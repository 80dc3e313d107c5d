// What scenes stand on: plain, gradient, stripes, checks, noise, blobs, and textures that resemble photographs.
import type { Picture } from "@refvlm/vision";
import type { Random } from "../random.js";

type Color = readonly [number, number, number];

/** A colour from hue in turns, saturation and lightness in 0..1. */
function fromHsl(hue: number, saturation: number, lightness: number): Color {
  const strength = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number) => {
    const k = (n + hue * 12) % 12;
    return 255 * (lightness - strength * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

function anyColor(random: Random): Color {
  return fromHsl(random.next(), random.between(0.05, 0.7), random.between(0.15, 0.92));
}

/** A colour near another one, for textures whose contrast must stay below that of the objects. */
function nearColor(random: Random, [r, g, b]: Color, spread: number): Color {
  const shift = random.between(-spread, spread);
  const near = (value: number) => Math.max(0, Math.min(255, value + shift + random.between(-0.3, 0.3) * spread));
  return [near(r), near(g), near(b)];
}

/** Fills a picture by mixing two colours: `mixAt` gives the second one's share at each pixel, 0..1. */
function mixTwo(picture: Picture, from: Color, to: Color, mixAt: (x: number, y: number) => number): void {
  const { width, height, data } = picture;
  const step = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  for (let y = 0, out = 0; y < height; y++)
    for (let x = 0; x < width; x++, out += 3) {
      const share = mixAt(x, y);
      data[out] = from[0] + share * step[0];
      data[out + 1] = from[1] + share * step[1];
      data[out + 2] = from[2] + share * step[2];
    }
}

/** Smooth noise in 0..1: random values on a coarse grid, joined bilinearly, in up to three octaves. */
function noiseField(random: Random, width: number, height: number, cell: number, octaves: number): Float32Array {
  const field = new Float32Array(width * height);
  let share = 0.5;
  let total = 0;
  for (let octave = 0; octave < octaves; octave++, cell /= 2, share /= 2) {
    total += share;
    const columns = Math.ceil(width / cell) + 2;
    const rows = Math.ceil(height / cell) + 2;
    const grid = new Float32Array(columns * rows);
    for (let i = 0; i < grid.length; i++) grid[i] = random.next() * share;
    for (let y = 0, out = 0; y < height; y++) {
      const v = Math.floor(y / cell);
      const fv = y / cell - v;
      for (let x = 0; x < width; x++, out++) {
        const u = Math.floor(x / cell);
        const fu = x / cell - u;
        const i = v * columns + u;
        const top = grid[i] + fu * (grid[i + 1] - grid[i]);
        const bottom = grid[i + columns] + fu * (grid[i + columns + 1] - grid[i + columns]);
        field[out] += top + fv * (bottom - top);
      }
    }
  }
  for (let i = 0; i < field.length; i++) field[i] /= total;
  return field;
}

/** What was painted, as far as it says how far away things are. */
interface Painted {
  /** Of landscapes: the lowest row of the sky in every column; pixels. */
  readonly horizon?: (x: number) => number;
  /** Of stripes and checks: after how many pixels they come again, or change. */
  readonly pattern?: number;
}

// biome-ignore lint/suspicious/noConfusingVoidType: most painters have nothing to say
type Painter = (picture: Picture, random: Random) => Painted | void;

const plain: Painter = (picture, random) => {
  const color = anyColor(random);
  mixTwo(picture, color, color, () => 0);
};

const gradient: Painter = (picture, random) => {
  const angle = random.between(0, 2 * Math.PI);
  const [dx, dy] = [Math.cos(angle) / picture.width, Math.sin(angle) / picture.height];
  const start = 0.5 - (dx * picture.width + dy * picture.height) / 2;
  mixTwo(picture, anyColor(random), anyColor(random), (x, y) => Math.max(0, Math.min(1, start + dx * x + dy * y)));
};

const stripes: Painter = (picture, random) => {
  const side = Math.min(picture.width, picture.height);
  const angle = random.pick([0, Math.PI / 2, random.between(0, Math.PI)]);
  const period = side * random.between(0.06, 0.25);
  const [dx, dy] = [Math.cos(angle) / period, Math.sin(angle) / period];
  const color = anyColor(random);
  const sharp = random.between(2, 12);
  mixTwo(picture, color, nearColor(random, color, 70), (x, y) => {
    const phase = dx * x + dy * y;
    const wave = Math.abs(2 * (phase - Math.floor(phase)) - 1);
    return Math.max(0, Math.min(1, 0.5 + sharp * (wave - 0.5)));
  });
  return { pattern: period };
};

const checks: Painter = (picture, random) => {
  const cell = Math.min(picture.width, picture.height) * random.between(0.05, 0.2);
  const color = anyColor(random);
  mixTwo(picture, color, nearColor(random, color, 60), (x, y) => (Math.floor(x / cell) + Math.floor(y / cell)) & 1);
  return { pattern: cell };
};

const noise: Painter = (picture, random) => {
  const { width, height } = picture;
  const cell = Math.min(width, height) * random.between(0.03, 0.25);
  const field = noiseField(random, width, height, cell, 3);
  const color = anyColor(random);
  mixTwo(picture, color, nearColor(random, color, 110), (x, y) => field[y * width + x]);
};

const blobs: Painter = (picture, random) => {
  const { width, height } = picture;
  const color = anyColor(random);
  const spots = Array.from({ length: 3 + random.below(4) }, () => ({
    x: random.next() * width,
    y: random.next() * height,
    reach: 1 / (random.between(0.1, 0.35) * Math.min(width, height)) ** 2,
  }));
  mixTwo(picture, color, nearColor(random, color, 120), (x, y) => {
    let share = 0;
    for (const spot of spots) {
      const left = 1 - ((x - spot.x) ** 2 + (y - spot.y) ** 2) * spot.reach;
      if (left > 0) share += left * left;
    }
    return Math.min(share, 1);
  });
};

/** Sky over ground with a wavy horizon, both grained: meadow, sand, snow, street, sea. */
const landscape: Painter = (picture, random) => {
  const { width, height, data } = picture;
  const ground = random.pick<Color>([
    [96, 142, 66],
    [206, 178, 122],
    [228, 232, 238],
    [112, 112, 118],
    [44, 110, 150],
    [126, 92, 62],
  ]);
  const sky = random.pick<Color>([
    [150, 196, 236],
    [196, 208, 220],
    [244, 190, 140],
    [58, 74, 116],
  ]);
  const field = noiseField(random, width, height, height * random.between(0.06, 0.2), 3);
  const grain = random.between(30, 80);
  const horizon = height * random.between(0.2, 0.6);
  const wave = height * random.between(0, 0.05);
  const pace = random.between(3, 9) / width;
  const skyline = (x: number) => horizon + wave * Math.sin(x * pace);
  for (let y = 0, out = 0; y < height; y++)
    for (let x = 0; x < width; x++, out += 3) {
      const above = y < skyline(x);
      const light = above ? 40 * (y / height) + 0.4 * grain * (field[out / 3] - 0.5) : grain * (field[out / 3] - 0.5);
      const base = above ? sky : ground;
      for (let c = 0; c < 3; c++) data[out + c] = Math.max(0, Math.min(255, base[c] + light));
    }
  return { horizon: skyline };
};

/** Long fibres along one side: wood, cloth, brushed metal. */
const fibres: Painter = (picture, random) => {
  const { width, height } = picture;
  const across = random.chance(0.5);
  const stretch = random.between(6, 20);
  const side = across ? height : width;
  const length = Math.ceil((across ? width : height) / stretch) + 1;
  const field = noiseField(random, length, side, side * random.between(0.03, 0.1), 2);
  const color = random.chance(0.6)
    ? fromHsl(random.between(0.05, 0.12), 0.45, random.between(0.3, 0.7))
    : anyColor(random);
  mixTwo(picture, color, nearColor(random, color, 80), (x, y) => {
    const along = (across ? x : y) / stretch;
    const i = (across ? y : x) * length + Math.floor(along);
    return field[i] + (along - Math.floor(along)) * (field[i + 1] - field[i]);
  });
};

const painters = { plain, gradient, stripes, checks, noise, blobs, landscape, fibres } satisfies Record<
  string,
  Painter
>;

/** The kinds of background. */
export type Background = keyof typeof painters;
export const backgrounds = Object.keys(painters) as Background[];

/** A background. */
export interface Ground extends Painted {
  readonly kind: Background;
}

/** Paints a random background of one of the kinds over the whole picture, in place. */
export function paintBackground(picture: Picture, random: Random, kinds: readonly Background[] = backgrounds): Ground {
  const kind = random.pick(kinds);
  return { kind, ...painters[kind](picture, random) };
}

/** Adds fine grain of the given strength (grey levels), as a camera would, in place. */
export function addGrain({ data }: Picture, random: Random, strength: number): void {
  for (let i = 0; i + 3 < data.length; i += 4) {
    let bits = random.bits();
    for (let c = 0; c < 4; c++, bits >>>= 8) {
      const value = data[i + c] + ((bits & 255) / 127.5 - 1) * strength;
      data[i + c] = Math.max(0, Math.min(255, value));
    }
  }
}
