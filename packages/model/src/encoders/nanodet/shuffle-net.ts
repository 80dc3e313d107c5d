// ShuffleNetV2 (Ma et al. 2018), figure 3 (c) and (d), batch norms folded: the backbone of NanoDet.
import { cat, nn, scope, type Tensor } from "@refvlm/torch";
import { activated, depthwise, pointwise } from "./depthwise.js";

/** Sizes of the backbone. */
export interface ShuffleNetConfig {
  /** Channels of the stem's map. */
  stem: number;
  /** Of each stage: its blocks, and its channels. */
  depths: readonly number[];
  widths: readonly number[];
}

const KERNEL = 3;

/** What a block that halves the map does to the side that others pass on: shrink, then mix channels. */
class Shortcut extends nn.Module {
  readonly depthwise: nn.Conv2d;
  readonly pointwise: nn.Conv2d;

  constructor(from: number, to: number) {
    super();
    this.depthwise = depthwise(from, KERNEL, 2);
    this.pointwise = pointwise(from, to);
  }

  forward(x: Tensor): Tensor {
    return activated(this.pointwise.forward(this.depthwise.forward(x)));
  }
}

/** Mixes channels, looks around in each, mixes again. */
class Branch extends nn.Module {
  readonly expand: nn.Conv2d;
  readonly depthwise: nn.Conv2d;
  readonly project: nn.Conv2d;

  constructor(from: number, to: number, stride: number) {
    super();
    this.expand = pointwise(from, to);
    this.depthwise = depthwise(to, KERNEL, stride);
    this.project = pointwise(to, to);
  }

  forward(x: Tensor): Tensor {
    return activated(this.project.forward(this.depthwise.forward(activated(this.expand.forward(x)))));
  }
}

/** Half of the channels pass, the others take the branch. The first of a stage gives all channels to both and halves the map. */
class ShuffleBlock extends nn.Module {
  readonly shortcut: Shortcut | null;
  readonly branch: Branch;

  /** @param from channels of the previous stage's map for the first block of a stage, null for others */
  constructor(from: number | null, width: number) {
    super();
    this.shortcut = from === null ? null : new Shortcut(from, width / 2);
    this.branch = new Branch(from ?? width / 2, width / 2, from === null ? 1 : 2);
  }

  forward(x: Tensor): Tensor {
    if (this.shortcut) return shuffled(this.shortcut.forward(x), this.branch.forward(x));
    const half = x.shape[1] / 2;
    return shuffled(x.narrow(1, 0, half), this.branch.forward(x.narrow(1, half, half)));
  }
}

/** Channels of two maps [B, c, h, w] by turns: [B, 2 c, h, w]. */
function shuffled(left: Tensor, right: Tensor): Tensor {
  const [batch, half, height, columns] = left.shape;
  return cat([left.unsqueeze(2), right.unsqueeze(2)], 2).reshape([batch, 2 * half, height, columns]);
}

/** Pixels to the stem's map at stride 4 and a map of each stage, at strides 8, 16, 32. */
export class ShuffleNet extends nn.Module {
  readonly stem: nn.Conv2d;
  readonly stages: nn.ModuleList<nn.ModuleList<ShuffleBlock>>;

  constructor({ stem, depths, widths }: ShuffleNetConfig) {
    super();
    this.stem = new nn.Conv2d(3, stem, 3, { stride: 2, padding: 1 });
    const before = [stem, ...widths];
    const blocks = (stage: number, depth: number) =>
      Array.from({ length: depth }, (_, i) => new ShuffleBlock(i === 0 ? before[stage] : null, widths[stage]));
    this.stages = new nn.ModuleList(depths.map((depth, stage) => new nn.ModuleList(blocks(stage, depth))));
  }

  /** [B, 3, H, W] -> stem map [B, stem, H / 4, W / 4], then the stages' [B, widths[i], H / 8, W / 8] and so on */
  forward(pixels: Tensor): Tensor[] {
    let x = scope(() => activated(this.stem.forward(pixels)).maxPool2d([3, 3], [2, 2], [1, 1]));
    const maps = [x];
    for (const stage of this.stages) {
      for (const block of stage) x = scope(() => block.forward(x));
      maps.push(x);
    }
    return maps;
  }
}
