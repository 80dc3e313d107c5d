// How a visual prompt becomes tokens of the language model: Mask-Guided Aggregation, and what Table 21 compares it with.
import { cat, nn, type Tensor, zeros, zerosLike } from "@refvlm/torch";
import { z } from "zod";
import { size } from "../layers/sizes.js";
import { aggregate, encodePrompts } from "./prompt-encoder.js";

/** `prompts` of a config. */
export const promptsConfig = z.strictObject({
  /** Cells N of equation 1, a square number; 1 for `pooling`. */
  cells: size,
  /**
   * `aggregation`: equations 1-3, without parameters (the paper's choice). `mask-token`: one learnt token more.
   * `pooling`: one token, the mean under the mask through a projection of its own (Osprey, Yuan et al. 2024).
   */
  strategy: z.enum(["aggregation", "mask-token", "pooling"]),
});
export type PromptsConfig = z.infer<typeof promptsConfig>;

/** Sizes of what prompts are read from. */
export interface PromptSizes {
  /** Cells of a side of the maps. */
  side: number;
  /** Channels of each map. */
  channels: readonly number[];
  /** Width C of the language model's embeddings. */
  hiddenSize: number;
}

/** The projectors of the pictures' own tokens: what was gathered from each map [..., c] -> [..., C]. */
export type SharedProjection = (gathered: readonly Tensor[]) => Tensor;

export abstract class PromptEncoder extends nn.Module {
  /** Tokens that one prompt takes. */
  abstract readonly tokens: number;

  /**
   * @param maps what picture tokens are made from, each [B, side * side, c]
   * @param masks prompts on the same grid, share covered in 0..1, [B, R, side, side]
   * @returns [B, R, tokens, C]
   */
  abstract override forward(maps: readonly Tensor[], masks: Tensor, project: SharedProjection): Tensor;
}

/** Mask-Guided Aggregation as it stands (equations 1-3). */
class AggregatedPrompts extends PromptEncoder {
  readonly tokens: number;

  constructor({ cells }: PromptsConfig) {
    super();
    this.tokens = cells;
  }

  forward(maps: readonly Tensor[], masks: Tensor, project: SharedProjection): Tensor {
    return project(maps.map((map) => encodePrompts(map, masks, { cells: this.tokens })));
  }
}

/** The same with a learnt token behind the cells, which says that a prompt has been. */
class MaskTokenPrompts extends PromptEncoder {
  readonly tokens: number;
  readonly #cells: number;
  readonly maskToken: Tensor;

  constructor({ cells }: PromptsConfig, { channels }: PromptSizes) {
    super();
    this.#cells = cells;
    this.tokens = cells + 1;
    this.maskToken = nn.parameter(nn.init.normal_(zeros([channels[0]]), 0, 0.02));
  }

  forward(maps: readonly Tensor[], masks: Tensor, project: SharedProjection): Tensor {
    const gathered = maps.map((map) => encodePrompts(map, masks, { cells: this.#cells })); // [B, R, N, c]
    return project(gathered.map((tokens, i) => cat([tokens, this.#behind(tokens.narrow(2, 0, 1), i)], 2)));
  }

  /** The learnt token in the space of the first map; the others have nothing to say. @param like [B, R, 1, c] */
  #behind(like: Tensor, map: number): Tensor {
    return map === 0 ? this.maskToken.expand([...like.shape]) : zerosLike(like);
  }
}

/** The mean under the mask and the mask itself, each through a projection of its own, as one token. */
class PooledPrompts extends PromptEncoder {
  readonly tokens = 1;
  readonly featureProjection: nn.Linear;
  readonly maskProjection: nn.Linear;

  constructor(_: PromptsConfig, { side, channels, hiddenSize }: PromptSizes) {
    super();
    const width = channels.reduce((sum, each) => sum + each, 0);
    this.featureProjection = new nn.Linear(width, hiddenSize, { bias: false });
    this.maskProjection = new nn.Linear(side * side, hiddenSize, { bias: false });
  }

  forward(maps: readonly Tensor[], masks: Tensor): Tensor {
    const weights = masks.div(masks.sum([2, 3], true).add(1e-8)); // [B, R, side, side]
    const pooled = aggregate(maps.length > 1 ? cat([...maps], 2) : maps[0], weights, 1); // [B, R, 1, c]
    const mask = masks.flatten(2).unsqueeze(2).to(pooled.dtype); // [B, R, 1, side * side]
    return this.featureProjection.forward(pooled).add(this.maskProjection.forward(mask));
  }
}

const strategies = {
  aggregation: AggregatedPrompts,
  "mask-token": MaskTokenPrompts,
  pooling: PooledPrompts,
} satisfies Record<PromptsConfig["strategy"], new (config: PromptsConfig, sizes: PromptSizes) => PromptEncoder>;

/** The encoder of visual prompts that a config chooses. */
export function buildPromptEncoder(config: PromptsConfig, sizes: PromptSizes): PromptEncoder {
  return new strategies[config.strategy](config, sizes);
}

/** Why the cells of a config do not fit a grid; undefined where they do. */
export function cellsProblem({ cells, strategy }: PromptsConfig, side: number): string | undefined {
  if (strategy === "pooling") return cells === 1 ? undefined : 'must be 1 with the strategy "pooling"';
  const root = Math.sqrt(cells);
  if (Number.isInteger(root) && side % root === 0) return undefined;
  return `must be a square number whose root divides the ${side} x ${side} grid of the picture's tokens`;
}
