// GhostPAN, NanoDet's neck: maps of the backbone told of each other, down and up again (path aggregation, Liu et al. 2018),
// by ghost blocks (Han et al. 2020, GhostNet), whose second half of channels is a cheap look at the first.
import { cat, nn, scope, type Tensor } from "@refvlm/torch";
import { activated, DepthwiseSeparable, depthwise, pointwise } from "./depthwise.js";

const KERNEL = 5;

/** Half of the channels by a pointwise convolution, the other half made of them by a depthwise one. */
class Ghost extends nn.Module {
  readonly primary: nn.Conv2d;
  readonly cheap: nn.Conv2d;

  constructor(
    from: number,
    to: number,
    private readonly activate: (x: Tensor) => Tensor,
  ) {
    super();
    this.primary = pointwise(from, to / 2);
    this.cheap = depthwise(to / 2, 3);
  }

  forward(x: Tensor): Tensor {
    const first = this.activate(this.primary.forward(x));
    return cat([first, this.activate(this.cheap.forward(first))], 1);
  }
}

class Shortcut extends nn.Module {
  readonly depthwise: nn.Conv2d;
  readonly pointwise: nn.Conv2d;

  constructor(from: number, to: number) {
    super();
    this.depthwise = depthwise(from, KERNEL);
    this.pointwise = pointwise(from, to);
  }

  forward(x: Tensor): Tensor {
    return this.pointwise.forward(this.depthwise.forward(x));
  }
}

/** Joins two maps of one size, [B, 2 c, h, w] -> [B, c, h, w]. */
class GhostBottleneck extends nn.Module {
  readonly ghost1: Ghost;
  readonly ghost2: Ghost;
  readonly shortcut: Shortcut;

  constructor(width: number) {
    super();
    this.ghost1 = new Ghost(2 * width, width, activated);
    this.ghost2 = new Ghost(width, width, (x) => x);
    this.shortcut = new Shortcut(2 * width, width);
  }

  forward(a: Tensor, b: Tensor): Tensor {
    return scope(() => {
      const x = cat([a, b], 1);
      return this.ghost2.forward(this.ghost1.forward(x)).add(this.shortcut.forward(x));
    });
  }
}

/** Three maps of the backbone to four of one width, the last at half the size of the coarsest. */
export class GhostPan extends nn.Module {
  readonly reduce: nn.ModuleList<nn.Conv2d>;
  readonly topDown: nn.ModuleList<GhostBottleneck>;
  readonly bottomUp: nn.ModuleList<GhostBottleneck>;
  readonly downsample: nn.ModuleList<DepthwiseSeparable>;
  /** The further level is made of the coarsest map as it comes in, and as it goes out. */
  readonly extraIn: DepthwiseSeparable;
  readonly extraOut: DepthwiseSeparable;

  /** @param from channels of the backbone's maps, finest first */
  constructor(from: readonly number[], width: number) {
    super();
    const steps = from.slice(1);
    const halving = () => new DepthwiseSeparable(width, width, KERNEL, 2);
    this.reduce = new nn.ModuleList(from.map((channels) => pointwise(channels, width)));
    this.topDown = new nn.ModuleList(steps.map(() => new GhostBottleneck(width)));
    this.bottomUp = new nn.ModuleList(steps.map(() => new GhostBottleneck(width)));
    this.downsample = new nn.ModuleList(steps.map(halving));
    this.extraIn = halving();
    this.extraOut = halving();
  }

  /** @param maps [B, c, h, w], finest first */
  forward(maps: readonly Tensor[]): Tensor[] {
    const reduced = maps.map((map, level) => activated(this.reduce.at(level).forward(map)));
    let map = reduced.at(-1)!;
    const down = [map];
    for (const [step, finer] of reduced.slice(0, -1).toReversed().entries()) {
      const [, , height, columns] = finer.shape;
      map = this.topDown.at(step).forward(map.upsampleBilinear2d([height, columns], false), finer);
      down.unshift(map);
    }
    const up = [map];
    for (const [step, coarser] of down.slice(1).entries()) {
      map = this.bottomUp.at(step).forward(this.downsample.at(step).forward(map), coarser);
      up.push(map);
    }
    return [...up, this.extraIn.forward(reduced.at(-1)!).add(this.extraOut.forward(map))];
  }
}
