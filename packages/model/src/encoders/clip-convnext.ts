// CLIP ConvNeXt (paper section 3.1): the multi-scale pyramid that the unit decoders look at; keys as open_clip publishes.
import { full, nn, scope, type Tensor } from "@refvlm/torch";
import { z } from "zod";
import { depth, size } from "../layers/sizes.js";
import type { MapShape, PyramidBackbone } from "./pyramid-backbone.js";

const four = <T extends z.ZodType>(item: T) => z.tuple([item, item, item, item]);

export const clipConvnextConfig = z.strictObject({
  imageSize: size,
  /** Blocks in each of the four stages. */
  depths: four(depth),
  /** Channels of each stage, at strides 4, 8, 16, 32. */
  dims: four(size),
  layerNormEps: z.number().positive(),
  /** Start of the per-channel residual scale; 1e-6 in the original, larger suits shallow networks. */
  layerScale: z.number().positive(),
  /** Width of the shared image-text space. */
  projectionSize: size,
  /** open_clip's head: two layers ("mlp", the large model) or one ("linear", the base model). */
  projection: z.enum(["mlp", "linear"]),
});
export type ClipConvnextConfig = z.infer<typeof clipConvnextConfig>;

/** Channels first to last: a view. */
const channelsLast = (x: Tensor) => x.permute([0, 2, 3, 1]);
const channelsFirst = (x: Tensor) => x.permute([0, 3, 1, 2]);

class ConvnextMlp extends nn.Module {
  readonly fc1: nn.Linear;
  readonly fc2: nn.Linear;

  constructor(width: number) {
    super();
    this.fc1 = new nn.Linear(width, 4 * width);
    this.fc2 = new nn.Linear(4 * width, width);
  }

  forward(x: Tensor): Tensor {
    return this.fc2.forward(nn.gelu(this.fc1.forward(x)));
  }
}

/** x + gamma * mlp(norm(depthwise 7x7 x)). */
export class ConvnextBlock extends nn.Module {
  readonly gamma: Tensor;
  readonly convDw: nn.Conv2d;
  readonly norm: nn.LayerNorm;
  readonly mlp: ConvnextMlp;

  constructor(width: number, config: ClipConvnextConfig) {
    super();
    this.gamma = nn.parameter(full([width], config.layerScale));
    this.convDw = new nn.Conv2d(width, width, 7, { padding: 3, groups: width });
    this.norm = new nn.LayerNorm(width, { eps: config.layerNormEps });
    this.mlp = new ConvnextMlp(width);
  }

  /** @param x [B, C, H, W]; between blocks it lies channels-last in memory, so the permutes are free */
  forward(x: Tensor): Tensor {
    const mixed = this.norm.forward(channelsLast(this.convDw.forward(x))); // [B, H, W, C]
    return x.add(channelsFirst(this.mlp.forward(mixed).mul(this.gamma))); // [B, C, H, W]
  }
}

class ConvnextStage extends nn.Module {
  readonly downsample: nn.ModuleList<nn.LayerNorm | nn.Conv2d> | null;
  readonly blocks: nn.ModuleList<ConvnextBlock>;

  constructor(from: number | null, width: number, depth: number, config: ClipConvnextConfig) {
    super();
    this.downsample =
      from === null
        ? null
        : new nn.ModuleList<nn.LayerNorm | nn.Conv2d>([
            new nn.LayerNorm(from, { eps: config.layerNormEps }),
            new nn.Conv2d(from, width, 2, { stride: 2 }),
          ]);
    this.blocks = new nn.ModuleList(Array.from({ length: depth }, () => new ConvnextBlock(width, config)));
  }

  forward(x: Tensor): Tensor {
    let y = x;
    if (this.downsample) {
      const normed = channelsFirst(this.downsample.at(0).forward(channelsLast(y)));
      y = this.downsample.at(1).forward(normed); // [B, C', H/2, W/2]
    }
    for (const block of this.blocks) y = scope(() => block.forward(y));
    return y;
  }
}

class ConvnextTrunkHead extends nn.Module {
  readonly norm: nn.LayerNorm;

  constructor(width: number, eps: number) {
    super();
    this.norm = new nn.LayerNorm(width, { eps });
  }

  /** Normed global average: [B, C, H, W] to [B, C]. */
  forward(x: Tensor): Tensor {
    return this.norm.forward(x.mean([2, 3]));
  }
}

class ConvnextTrunk extends nn.Module {
  readonly stem: nn.ModuleList<nn.Conv2d | nn.LayerNorm>;
  readonly stages: nn.ModuleList<ConvnextStage>;
  readonly head: ConvnextTrunkHead;

  constructor(config: ClipConvnextConfig) {
    super();
    const { dims, depths, layerNormEps: eps } = config;
    this.stem = new nn.ModuleList<nn.Conv2d | nn.LayerNorm>([
      new nn.Conv2d(3, dims[0], 4, { stride: 4 }),
      new nn.LayerNorm(dims[0], { eps }),
    ]);
    this.stages = new nn.ModuleList(
      dims.map((width, i) => new ConvnextStage(i === 0 ? null : dims[i - 1], width, depths[i], config)),
    );
    this.head = new ConvnextTrunkHead(dims[3], eps);
  }

  /** The maps of the first `count` stages. */
  forward(pixels: Tensor, count?: number): Tensor[] {
    const [conv, norm] = this.stem;
    let x = channelsFirst(norm.forward(channelsLast(conv.forward(pixels)))); // [B, dims[0], H/4, W/4]
    return [...this.stages].slice(0, count).map((stage) => (x = stage.forward(x)));
  }
}

/** Two layers, the second without bias. */
class MlpHead extends nn.Module {
  readonly fc1: nn.Linear;
  readonly fc2: nn.Linear;

  constructor(width: number, projectionSize: number) {
    super();
    this.fc1 = new nn.Linear(width, 2 * projectionSize);
    this.fc2 = new nn.Linear(2 * projectionSize, projectionSize, { bias: false });
  }

  forward(x: Tensor): Tensor {
    return this.fc2.forward(nn.gelu(this.fc1.forward(x)));
  }
}

class ProjectionHead extends nn.Module {
  readonly mlp: MlpHead | null;
  readonly proj: nn.Linear | null;

  constructor({ dims, projection, projectionSize }: ClipConvnextConfig) {
    super();
    this.mlp = projection === "mlp" ? new MlpHead(dims[3], projectionSize) : null;
    this.proj = projection === "linear" ? new nn.Linear(dims[3], projectionSize, { bias: false }) : null;
  }

  forward(x: Tensor): Tensor {
    return (this.mlp ?? this.proj)!.forward(x);
  }
}

export interface ClipConvnextOutput {
  /** Stage outputs [B, dims[i], H/2^(i+2), W/2^(i+2)], no norm applied. */
  maps: Tensor[];
  /** Normed global average [B, dims[3]]. */
  pooled: Tensor;
  /** Picture in the shared image-text space [B, projectionSize], not normalised. */
  imageEmbeds: Tensor;
}

/** The maps that a tower makes, at strides 4, 8, 16, 32. */
export function convnextStages({ dims, imageSize }: Pick<ClipConvnextConfig, "dims" | "imageSize">): MapShape[] {
  return dims.map((channels, stage) => ({ side: Math.floor(imageSize / (4 << stage)), channels }));
}

/** Keys as open_clip's timm towers under `visual.`: `trunk.*` and `head.*`. */
export class ClipConvnext extends nn.Module implements PyramidBackbone {
  readonly trunk: ConvnextTrunk;
  readonly head: ProjectionHead;
  readonly config: ClipConvnextConfig;

  constructor(config: ClipConvnextConfig) {
    super();
    this.config = config;
    this.trunk = new ConvnextTrunk(config);
    this.head = new ProjectionHead(config);
  }

  get imageSize(): number {
    return this.config.imageSize;
  }

  get stages(): readonly MapShape[] {
    return convnextStages(this.config);
  }

  /** Stage maps; remainders of odd sizes are dropped, as the strided convolutions do. @param pixels [B, 3, H, W] */
  pyramid(pixels: Tensor, count?: number): Tensor[] {
    return this.trunk.forward(pixels, count);
  }

  forward(pixels: Tensor): ClipConvnextOutput {
    const maps = this.pyramid(pixels);
    const pooled = this.trunk.head.forward(maps[3]); // [B, C]
    return { maps, pooled, imageEmbeds: this.head.forward(pooled) };
  }
}
