// Which of the encoders' maps the unit decoders read (Table 8): stages of the pyramid, the ViT's map, or some joined into one.
import { cat, type Tensor } from "@refvlm/torch";
import { z } from "zod";
import type { MapShape } from "./pyramid-backbone.js";

const example =
  'names maps, finest first: stages of the pyramid from 0, "vit", or a list of those that make one level, e.g. [0, 1, 2, "vit"]';
const source = z.union([z.int().nonnegative(), z.literal("vit")]);

/** `decoder.levels`: each entry is a level, a list in it several maps that are joined at the size of the first. */
export const levelsSchema = z
  .array(z.union([source, z.array(source).min(2)], { error: () => example }), { error: () => example })
  .min(1, { error: () => example });
export type Levels = z.infer<typeof levelsSchema>;

/** What the encoders of a network make: the ViT's map and the stages of the pyramid, where it has them. */
export interface EncoderMaps<M> {
  vit: M | null;
  stages: readonly M[];
}

/**
 * The shape of each level.
 * @throws Error for a map that no encoder makes, and for a level that is finer than the first
 */
export function levelShapes(levels: Levels, shapes: EncoderMaps<MapShape>): MapShape[] {
  const found = levels.map((level) => {
    const joined = [level].flat().map((name) => {
      const shape = mapOf(name, shapes);
      if (shape) return shape;
      throw new Error(`no encoder makes ${JSON.stringify(name)}: there ${available(shapes)}`);
    });
    return { side: joined[0].side, channels: joined.reduce((sum, { channels }) => sum + channels, 0) };
  });
  const finer = found.findIndex(({ side }) => side > found[0].side);
  if (finer >= 0)
    throw new Error(
      `must begin with the finest level: ${JSON.stringify(levels[finer])} has ${found[finer].side} cells a side, the first one ${found[0].side}`,
    );
  return found;
}

/** How many stages of the pyramid the levels need, from the finest. */
export function stagesOf(levels: Levels): number {
  return Math.max(0, ...levels.flat().map((name) => (name === "vit" ? 0 : name + 1)));
}

/**
 * The levels' maps [B, c, h, w].
 * @param maps the ViT's as patches [B, P, C], those of the pyramid [B, c, h, w]
 */
export function levelMaps(levels: Levels, { vit, stages }: EncoderMaps<Tensor>): Tensor[] {
  const maps = { vit: vit && squareMap(vit), stages };
  return levels.map((level) => {
    const [first, ...others] = [level].flat().map((name) => mapOf(name, maps)!);
    if (others.length === 0) return first;
    const size = first.shape.slice(2);
    return cat([first, ...others.map((map) => fitted(map, size))], 1);
  });
}

function mapOf<M>(name: number | "vit", { vit, stages }: EncoderMaps<M>): M | null {
  return name === "vit" ? vit : (stages[name] ?? null);
}

function available({ vit, stages }: EncoderMaps<MapShape>): string {
  const pyramid = stages.length > 0 ? [`are stages 0 to ${stages.length - 1} of the pyramid`] : [];
  return [...pyramid, ...(vit ? ['is "vit"'] : [])].join(" and ") || "is none";
}

/** Patches [B, g * g, C] -> [B, C, g, g] */
function squareMap(patches: Tensor): Tensor {
  const [batch, count, width] = patches.shape;
  const grid = Math.sqrt(count);
  return patches.transpose(1, 2).reshape([batch, width, grid, grid]);
}

function fitted(map: Tensor, size: number[]): Tensor {
  const [, , height, columns] = map.shape;
  return height === size[0] && columns === size[1] ? map : map.upsampleBilinear2d(size, false);
}
