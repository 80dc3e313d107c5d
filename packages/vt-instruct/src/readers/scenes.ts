// Scenes: made pictures with exact truth, as if they were a data set.
import { z } from "zod";
import type { AnnotatedPicture } from "../sample/annotated.js";
import { annotateScene } from "../scene/annotate.js";
import { defaultIconSize, prepareAtlas } from "../scene/atlas.js";
import { categories, families, personCategory, trainFamilies } from "../scene/categories.js";
import { SceneSource } from "../scene/source.js";
import { type Dataset, defineReader, plainText } from "./reader.js";

const side = z.int().min(32).max(2048);
const share = z.number().min(0).max(1);

const optionsSchema = z.strictObject({
  /** How many pictures. */
  count: z.int().positive(),
  /** Side in pixels, or [width, height]. */
  size: z.union([side, z.tuple([side, side])]).default(128),
  /** Scenes of one split never appear in another. */
  split: plainText().min(1).default("train"),
  seed: z.int().nonnegative().default(0),
  /** Which drawings; "twemoji" is kept out of training. */
  families: z
    .array(z.enum(families))
    .min(1)
    .default([...trainFamilies]),
  /** Fewest and most objects of a picture that is not empty. */
  objects: z
    .tuple([z.int().positive(), z.int().positive()])
    .refine(([least, most]) => least <= most, "the first number of objects may not be above the second")
    .default([1, 7]),
  /** Share of objects on a coloured plate. */
  plateRate: share.default(0.3),
  /** Share of pictures with people, who have keypoints. */
  peopleRate: share.default(0.4),
  /** Whether pictures have depth. */
  depth: z.boolean().default(true),
  /** Share of pictures without any object. */
  emptyRate: share.default(0.01),
});

/**
 * Record `index` is scene number `index` of the stream that seed and split name, as `SceneSource` gives it. Its
 * annotations allow every task.
 */
export const scenes = defineReader({
  name: "scenes",
  title: "Scenes: made pictures with exact truth for every unit",
  licence: "icons: Noto Emoji Apache 2.0, OpenMoji CC BY-SA 4.0, Fluent Emoji MIT, Twemoji CC BY 4.0",
  options: optionsSchema,
  async open({ count, size, objects: [minObjects, maxObjects], ...options }): Promise<Dataset> {
    const [width, height] = typeof size === "number" ? [size, size] : size;
    const atlas = await prepareAtlas({ iconSize: iconSizeFor(Math.min(width, height)) });
    const source = new SceneSource({ ...options, size, minObjects, maxObjects, atlas });
    const vocabulary = options.peopleRate > 0 ? [...categories, personCategory] : categories;
    const read = (index: number): AnnotatedPicture =>
      annotateScene(source.scene(index), vocabulary, `${options.split}-${options.seed}-${index}`);
    return { size: count, faults: [], read };
  },
});

/** Icons at least as sharp as the largest that a picture of this side shows, in few sizes, each of which is cached. */
function iconSizeFor(side: number): number {
  return defaultIconSize * Math.ceil(Math.max(1, side / 200));
}
