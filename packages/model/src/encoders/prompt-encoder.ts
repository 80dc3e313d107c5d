// Mask-Guided Aggregation: a visual prompt (point, box, scribble, mask) as N feature tokens (section 4.2, eq. 1-3).
import { arange, type Tensor } from "@refvlm/torch";
import { sineCode } from "../layers/sine-positions.js";

/** Settings of the prompt encoder; it has no parameters. */
export interface PromptEncoderConfig {
  /** Tokens N for one prompt: a square number whose root divides the side of the feature map. */
  cells: number;
  /** T of equation 2. Default 10000. */
  temperature?: number;
  /** Weight of the position code in equation 3. Default 1. */
  lambda?: number;
}

/**
 * Tokens of visual prompts, to be mapped by the projector that the picture's own tokens use (equation 3).
 * An empty mask gives the position code alone.
 *
 * @param features the picture's feature map in row-major order, [B, side * side, C]
 * @param masks prompts on the same grid, share covered in 0..1, [B, R, side, side]
 * @returns [B, R, cells, C]
 */
export function encodePrompts(
  features: Tensor,
  masks: Tensor,
  { cells, temperature = 10_000, lambda = 1 }: PromptEncoderConfig,
): Tensor {
  const weights = masks.div(masks.sum([2, 3], true).add(1e-8)); // [B, R, side, side]
  const code = positionCode(cells, features.shape[2], { temperature, device: features.device }).to(features.dtype);
  return aggregate(features, weights, cells).add(code.mul(lambda)); // [B, R, N, C]
}

/**
 * Equation 1: token n is the sum of mask times feature over the n-th cell of a g x g partition of the map, g^2 = cells.
 *
 * @param features [B, side * side, C]
 * @param masks [B, R, side, side]
 * @returns [B, R, cells, C]
 */
export function aggregate(features: Tensor, masks: Tensor, cells: number): Tensor {
  const [batch, prompts, side] = masks.shape;
  const channels = features.shape[2];
  const g = Math.sqrt(cells);
  if (!Number.isInteger(g) || side % g !== 0) {
    throw new Error(`promptEncoder.cells: ${cells} cells do not split a ${side} x ${side} map into equal squares`);
  }
  const step = side / g;
  const inCells = masks
    .reshape([batch, prompts, g, step, g, step])
    .permute([0, 2, 4, 1, 3, 5])
    .reshape([batch * cells, prompts, step * step]); // [B N, R, P/N]
  const read = features
    .reshape([batch, g, step, g, step, channels])
    .permute([0, 1, 3, 2, 4, 5])
    .reshape([batch * cells, step * step, channels]); // [B N, P/N, C]
  return inCells.to(features.dtype).bmm(read).reshape([batch, cells, prompts, channels]).transpose(1, 2); // [B, R, N, C]
}

/** Equation 2: PE[n, 2i] = sin(n / T^(2i/C)), PE[n, 2i+1] = cos of the same; [cells, channels]. */
export function positionCode(
  cells: number,
  channels: number,
  { temperature = 10_000, device }: { temperature?: number; device?: string } = {},
): Tensor {
  return sineCode(arange(0, cells, 1, { dtype: "float32", device }), channels, temperature);
}
