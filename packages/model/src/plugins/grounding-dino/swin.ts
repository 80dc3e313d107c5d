// Swin transformer (Liu et al. 2021), the picture encoder of GroundingDINO: attention in windows that shift, maps of four stages.
import { cat, nn, scope, type Tensor, tensor } from "@refvlm/torch";
import { z } from "zod";
import { depth, size } from "../../layers/sizes.js";

export const swinConfig = z.strictObject({
  /** Channels of the first stage; each further one has twice as many. */
  width: size,
  /** Blocks of each stage. */
  depths: z.array(depth).length(4),
  /** Attention heads of each stage. */
  heads: z.array(size).length(4),
  /** Side of a window in cells. */
  window: size,
});
export type SwinConfig = z.infer<typeof swinConfig>;

const PATCH = 4;
const MLP_RATIO = 4;
/** What keeps cells apart that the shift has brought into one window from opposite sides of the map. */
const APART = -100;

/** Attention of the cells of a window to each other, with a learnt bias for each head and each distance in rows and columns. */
class WindowAttention extends nn.Module {
  readonly qProj: nn.Linear;
  readonly kProj: nn.Linear;
  readonly vProj: nn.Linear;
  readonly outProj: nn.Linear;
  /** [(2 window - 1)^2, heads] */
  positionBias: Tensor;

  constructor(
    width: number,
    private readonly heads: number,
    private readonly window: number,
  ) {
    super();
    this.qProj = new nn.Linear(width, width);
    this.kProj = new nn.Linear(width, width);
    this.vProj = new nn.Linear(width, width);
    this.outProj = new nn.Linear(width, width);
    this.positionBias = nn.createParameter([(2 * window - 1) ** 2, heads], (t) => nn.init.normal_(t, 0, 0.02));
  }

  /** Windows [B, n, T, C], and what keeps cells of a window apart [n, 1, T, T] -> [B, n, T, C] */
  forward(x: Tensor, apart: Tensor | null): Tensor {
    const [batch, count, cells, width] = x.shape;
    const head = width / this.heads;
    const split = (t: Tensor) => t.view([batch * count, cells, this.heads, head]).transpose(1, 2); // [B n, h, T, C/h]
    const q = split(this.qProj.forward(x).mul(head ** -0.5));
    const k = split(this.kProj.forward(x));
    const v = split(this.vProj.forward(x));
    const bias = this.bias(cells); // [h, T, T]
    const scores = q.matmul(k.transpose(2, 3)); // [B n, h, T, T]
    const placed = apart
      ? scores.view([batch, count, this.heads, cells, cells]).add(bias.add(apart)).view(scores.shape)
      : scores.add(bias);
    const read = placed.softmax(-1).matmul(v).transpose(1, 2).reshape([batch, count, cells, width]);
    return this.outProj.forward(read);
  }

  /** The bias between any two cells of a window, [h, T, T]. */
  private bias(cells: number): Tensor {
    const index = tensor(distances(this.window), { device: this.positionBias.device });
    return this.positionBias.indexSelect(0, index).view([cells, cells, this.heads]).permute([2, 0, 1]).contiguous();
  }
}

/** Row in the table of biases for each pair of cells, row-major [T * T]. */
function distances(window: number): BigInt64Array {
  const cells = Array.from({ length: window ** 2 }, (_, i) => [Math.floor(i / window), i % window]);
  const pairs = cells.flatMap(([y, x]) =>
    cells.map(([toY, toX]) => (y - toY + window - 1) * (2 * window - 1) + (x - toX + window - 1)),
  );
  return BigInt64Array.from(pairs, BigInt);
}

class SwinBlock extends nn.Module {
  readonly attentionNorm: nn.LayerNorm;
  readonly attention: WindowAttention;
  readonly mlpNorm: nn.LayerNorm;
  readonly fc1: nn.Linear;
  readonly fc2: nn.Linear;

  constructor(
    width: number,
    heads: number,
    private readonly window: number,
    private readonly shift: number,
  ) {
    super();
    this.attentionNorm = new nn.LayerNorm(width);
    this.attention = new WindowAttention(width, heads, window);
    this.mlpNorm = new nn.LayerNorm(width);
    this.fc1 = new nn.Linear(width, MLP_RATIO * width);
    this.fc2 = new nn.Linear(MLP_RATIO * width, width);
  }

  /** [B, H, W, C] -> [B, H, W, C] */
  forward(x: Tensor, apart: Tensor): Tensor {
    return scope(() => {
      const mixed = x.add(this.mixed(this.attentionNorm.forward(x), apart));
      return mixed.add(this.fc2.forward(nn.gelu(this.fc1.forward(this.mlpNorm.forward(mixed)))));
    });
  }

  private mixed(x: Tensor, apart: Tensor): Tensor {
    const { window, shift } = this;
    const [, height, columns] = x.shape;
    const padded = padToMultiple(x, window);
    const placed = shift > 0 ? padded.roll([-shift, -shift], [1, 2]) : padded;
    const read = joined(this.attention.forward(windowsOf(placed, window), shift > 0 ? apart : null), placed, window);
    const back = shift > 0 ? read.roll([shift, shift], [1, 2]) : read;
    return back.slice(1, 0, height).slice(2, 0, columns);
  }
}

/** Four neighbouring cells become one of twice the channels. */
class PatchMerging extends nn.Module {
  readonly norm: nn.LayerNorm;
  readonly reduction: nn.Linear;

  constructor(width: number) {
    super();
    this.norm = new nn.LayerNorm(4 * width);
    this.reduction = new nn.Linear(4 * width, 2 * width, { bias: false });
  }

  /** [B, H, W, C] -> [B, H/2, W/2, 2 C] */
  forward(x: Tensor): Tensor {
    const even = padToMultiple(x, 2);
    const from = (row: number, column: number) => even.slice(1, row, null, 2).slice(2, column, null, 2);
    const four = cat([from(0, 0), from(1, 0), from(0, 1), from(1, 1)], -1);
    return this.reduction.forward(this.norm.forward(four));
  }
}

class SwinStage extends nn.Module {
  readonly blocks: nn.ModuleList<SwinBlock>;
  readonly downsample: PatchMerging | null;

  constructor(
    width: number,
    blocks: number,
    heads: number,
    private readonly window: number,
    last: boolean,
  ) {
    super();
    const shift = (i: number) => (i % 2) * Math.floor(window / 2);
    this.blocks = new nn.ModuleList(
      Array.from({ length: blocks }, (_, i) => new SwinBlock(width, heads, window, shift(i))),
    );
    this.downsample = last ? null : new PatchMerging(width);
  }

  /** [B, H, W, C] -> [B, H, W, C] */
  forward(x: Tensor): Tensor {
    const apart = shiftedApart(x, this.window);
    return [...this.blocks].reduce((map, block) => block.forward(map, apart), x);
  }
}

/** The backbone: pictures of any size to the maps of the last three stages. */
export class Swin extends nn.Module {
  readonly patch: nn.Conv2d;
  readonly patchNorm: nn.LayerNorm;
  readonly stages: nn.ModuleList<SwinStage>;
  /** Of the stages' maps, in their order; none for stages whose map is not given out. */
  readonly norms: nn.ModuleList<nn.LayerNorm>;

  /** @param firstStage the first whose map is given out, from 0 */
  constructor(
    readonly config: SwinConfig,
    private readonly firstStage = 1,
  ) {
    super();
    const { width, depths, heads, window } = config;
    this.patch = new nn.Conv2d(3, width, PATCH, { stride: PATCH });
    this.patchNorm = new nn.LayerNorm(width);
    const stages = depths.map(
      (blocks, i) => new SwinStage(width << i, blocks, heads[i], window, i === depths.length - 1),
    );
    this.stages = new nn.ModuleList(stages);
    this.norms = new nn.ModuleList(this.channels.map((channels) => new nn.LayerNorm(channels)));
  }

  /** Channels of the maps. */
  get channels(): number[] {
    return this.config.depths.map((_, i) => this.config.width << i).slice(this.firstStage);
  }

  /** Pixels [B, 3, H, W] -> maps [B, c, h, w], each half the side of the one before. */
  forward(pixels: Tensor): Tensor[] {
    return scope(() => {
      const [, , height, columns] = pixels.shape;
      const whole = pixels.pad([0, padding(columns, PATCH), 0, padding(height, PATCH)]);
      let x = this.patchNorm.forward(this.patch.forward(whole).permute([0, 2, 3, 1])); // [B, h, w, C]
      const maps: Tensor[] = [];
      for (const [i, stage] of [...this.stages].entries()) {
        x = stage.forward(x);
        if (i >= this.firstStage)
          maps.push(
            this.norms
              .at(i - this.firstStage)
              .forward(x)
              .permute([0, 3, 1, 2])
              .contiguous(),
          );
        if (stage.downsample) x = stage.downsample.forward(x);
      }
      return maps;
    });
  }
}

const padding = (extent: number, multiple: number) => (multiple - (extent % multiple)) % multiple;

/** Zeros to the right of and below a map [B, H, W, C], so that its sides become multiples. */
function padToMultiple(x: Tensor, multiple: number): Tensor {
  const [, height, columns] = x.shape;
  const [below, right] = [padding(height, multiple), padding(columns, multiple)];
  return below + right === 0 ? x : x.pad([0, 0, 0, right, 0, below]);
}

/** [B, H, W, C] -> [B, n, T, C], windows row by row. */
function windowsOf(x: Tensor, window: number): Tensor {
  const [batch, height, columns, width] = x.shape;
  return x
    .reshape([batch, height / window, window, columns / window, window, width])
    .transpose(2, 3)
    .reshape([batch, -1, window * window, width]);
}

/** What `windowsOf` took apart, of the shape of `like`. */
function joined(windows: Tensor, like: Tensor, window: number): Tensor {
  const [batch, height, columns, width] = like.shape;
  return windows
    .view([batch, height / window, columns / window, window, window, width])
    .transpose(2, 3)
    .reshape([batch, height, columns, width]);
}

/** `APART` between cells of a window of the shifted map [B, H, W, C] that are not neighbours in the map itself, [n, 1, T, T]. */
function shiftedApart({ shape: [, height, columns], device, dtype }: Tensor, window: number): Tensor {
  const shift = Math.floor(window / 2);
  const regions = (extent: number) => {
    const padded = extent + padding(extent, window);
    return Array.from({ length: padded }, (_, i) => (i < padded - window ? 0 : i < padded - shift ? 1 : 2));
  };
  const [rows, across] = [regions(height), regions(columns)];
  const map = tensor(Float32Array.from(rows.flatMap((row) => across.map((column) => 3 * row + column))), {
    shape: [1, rows.length, across.length, 1],
    device,
  });
  const region = windowsOf(map, window).squeeze(0).squeeze(-1); // [n, T]
  const differs = region.unsqueeze(1).ne(region.unsqueeze(2)); // [n, T, T]
  return differs.to(dtype).mul(APART).unsqueeze(1);
}
