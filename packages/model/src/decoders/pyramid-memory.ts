// The pyramid as one sequence of tokens for cross-attention, with places and levels.
import { cat, type Tensor } from "@refvlm/torch";
import { cellCentres, mapPositions } from "../layers/sine-positions.js";

/** Tokens of several maps, one map after the other. */
export interface PyramidMemory {
  /** [B, T, d] */
  values: Tensor;
  /** Sine codes of the tokens' places, [1, T, d]. */
  positions: Tensor;
  /** Centres (x, y) of the tokens in 0..1, [T, 2]. */
  centres: Tensor;
  /** Shape of each map. */
  grids: { height: number; columns: number }[];
}

/** Flattens maps [B, d, h, w]. */
export function flattenPyramid(maps: readonly Tensor[]): PyramidMemory {
  const { device, dtype } = maps[0];
  const width = maps[0].shape[1];
  const grids = maps.map(({ shape: [, , height, columns] }) => ({ height, columns }));
  return {
    values: cat(
      maps.map((map) => map.flatten(2)),
      2,
    )
      .transpose(1, 2)
      .contiguous(),
    positions: cat(
      grids.map((g) => mapPositions(g.height, g.columns, width, device)),
      1,
    ).to(dtype),
    centres: cat(grids.map((g) => cellCentres(g.height, g.columns, device))),
    grids,
  };
}

/** One of the maps that were flattened, [B, d, h, w]. */
export function mapOf({ values, grids }: PyramidMemory, level: number): Tensor {
  const start = grids.slice(0, level).reduce((sum, { height, columns }) => sum + height * columns, 0);
  const { height, columns } = grids[level];
  const [batch, , width] = values.shape;
  return values
    .narrow(1, start, height * columns)
    .transpose(1, 2)
    .reshape([batch, width, height, columns]);
}
