// How far away everything in a scene is: a background of known shape, and in front of it each object as an upright card.
import type { DepthMap } from "@refvlm/vision";
import type { Ground } from "./background.js";
import type { Placed } from "./sprite.js";
import { eachCovered } from "./visibility.js";

/** What is farther, the sky among it, is given as this. Metres. */
const FARTHEST = 60;

/** An object stands this much nearer than the nearest thing that it covers; its plate is right behind it. */
const BEFORE = 0.98;
const PLATE_BEHIND = 1.01;

/** Things in the sky are larger than the toys on the ground, and so farther away. */
const SKY_SCALE = 6;

/** Metres from the ground to the camera. */
const EYES = 1.5;

/** Metres to a wall without a pattern, and to the middle of a table, which leans away by this share of its inverse depth. */
const WALL = 6;
const TABLE = { depth: 1.35, lean: 0.7 };

/** Metres after which the pattern of a wall comes again: a tile, or a stripe with its gap. */
const PATTERN = 0.6;

/** The shape of a background. */
interface Surface {
  /** Metres. */
  readonly depth: (x: number, y: number) => number;
  /** Whether an object whose lower edge is here stands on it. */
  readonly carries: (x: number, y: number) => boolean;
  /** How much larger the things before it are than toys. */
  readonly scale: number;
}

/**
 * The depth of a scene as it is painted, all of which can be told from the picture. Landscapes are level ground under a
 * camera at eye height, up to a wavy horizon; fibres are a table seen from above; all other backgrounds are a wall that
 * faces the camera, as far away as the size of its stripes or tiles says. Objects that end on the ground or the table stand
 * there; others are as far as their size says. All are nearer than everything that they cover.
 */
export class SceneDepth {
  /** Metres before the invented camera; no pixel is unknown. */
  readonly map: DepthMap;
  readonly #surface: Surface;
  /** Pixels. */
  readonly #focal: number;

  constructor(width: number, height: number, ground: Ground) {
    this.#focal = 1.1 * Math.max(width, height);
    this.#surface = surfaceOf(ground, height, this.#focal);
    const data = new Float32Array(width * height);
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) data[i] = Math.min(FARTHEST, this.#surface.depth(x + 0.5, y + 0.5));
    this.map = { width, height, data, kind: "invented" };
  }

  /** Paints an object, and its plate, over what is there. */
  add({ stamp, plate, pixelsPerMetre }: Placed): void {
    const { data, width } = this.map;
    const { carries, scale } = this.#surface;
    let nearest = FARTHEST;
    const measure = (pixel: number) => {
      nearest = Math.min(nearest, data[pixel]);
    };
    if (plate) eachCovered(plate, width, measure);
    eachCovered(stamp, width, measure);
    const limit = nearest * BEFORE;
    const bySize = (scale * this.#focal) / pixelsPerMetre;
    const stands = carries(stamp.left + stamp.width / 2, stamp.top + stamp.height);
    const distance = stands ? limit : Math.min(limit, bySize);
    const set = (depth: number) => (pixel: number) => {
      data[pixel] = depth;
    };
    if (plate) eachCovered(plate, width, set(distance * PLATE_BEHIND));
    eachCovered(stamp, width, set(distance));
  }
}

function surfaceOf({ kind, horizon, pattern }: Ground, height: number, focal: number): Surface {
  if (horizon) {
    const below = (x: number, y: number) => y - horizon(x);
    return {
      depth: (x, y) => (below(x, y) > 0 ? (focal * EYES) / below(x, y) : FARTHEST),
      carries: (x, y) => below(x, y) > 0,
      scale: SKY_SCALE,
    };
  }
  if (kind === "fibres") {
    // A plane's inverse depth is linear in the picture.
    const depth = (_: number, y: number) => TABLE.depth / (1 + TABLE.lean * (y / height - 0.5));
    return { depth, carries: () => true, scale: 1 };
  }
  const wall = pattern === undefined ? WALL : (focal * PATTERN) / pattern;
  return { depth: () => wall, carries: () => false, scale: 1 };
}
