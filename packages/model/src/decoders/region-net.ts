// A look at what a picture shows around each of some boxes, at one size whatever the box's (He et al. 2017, Mask R-CNN), by a
// small hourglass (Newell et al. 2016), so that every cell knows the whole region. It learns on a laptop within minutes.
import { cat, indices, nn, type Tensor, zeros } from "@refvlm/torch";
import { cropsOf } from "./box-crop.js";

/** Sizes of a look. */
export interface RegionNetConfig {
  /** Channels of the encoder's maps, finest first. */
  featureChannels: readonly number[];
  /** Channels of the look; a multiple of `NORM_GROUPS`. */
  channels: number;
  /** Cells of a region's side, a multiple of `COARSEST`. */
  grid: number;
  /** Maps that it makes of each region. */
  outputs: number;
  /** Sides of what is looked at, in sides of the box; by default `SURROUNDINGS`. */
  surroundings?: number;
}

/** What is seen around each box; R = B Q, zeros where there is no query. */
export interface SeenRegions {
  /** What was looked at, cxcywh on the padded square, no gradient: float32 [B, Q, 4]. */
  regions: Tensor;
  /** [R, channels, grid, grid] */
  features: Tensor;
  /** [R, outputs, grid, grid] */
  maps: Tensor;
}

/** Groups of its norms. */
export const NORM_GROUPS = 4;
/** Cells that the smallest map of the hourglass joins along each side. */
export const COARSEST = 4;
/** Things reach beyond boxes that are a little off. */
const SURROUNDINGS = 1.2;
/** Sides of boxes count as this at least, so that the smallest still has something to look at. */
const SMALLEST_SIDE = 0.01;
const BLOCKS_AFTER = 3;

export class RegionNet extends nn.Module {
  /** One for each of the encoder's maps. */
  readonly projections: nn.ModuleList<nn.Conv2d>;
  readonly norm: nn.GroupNorm;
  readonly first: Residual;
  readonly halve: nn.Conv2d;
  readonly half: nn.ModuleList<Residual>;
  readonly quarter: nn.Conv2d;
  readonly coarsest: Residual;
  readonly after: nn.ModuleList<Residual>;
  readonly output: nn.Conv2d;
  /** What lies where in a box, [1, channels, grid, grid]. */
  placeEmbedding: Tensor;

  constructor(readonly config: RegionNetConfig) {
    super();
    const { featureChannels, channels, grid, outputs } = config;
    const residuals = (count: number) => new nn.ModuleList(Array.from({ length: count }, () => new Residual(channels)));
    const halving = () => new nn.Conv2d(channels, channels, 3, { stride: 2, padding: 1 });
    this.projections = new nn.ModuleList(featureChannels.map((from) => new nn.Conv2d(from, channels, 1)));
    this.norm = new nn.GroupNorm(NORM_GROUPS, channels);
    this.first = new Residual(channels);
    this.halve = halving();
    this.half = residuals(2);
    this.quarter = halving();
    this.coarsest = new Residual(channels);
    this.after = residuals(BLOCKS_AFTER);
    this.output = new nn.Conv2d(channels, outputs, 1);
    this.placeEmbedding = nn.parameter(zeros([1, channels, grid, grid]));
  }

  /**
   * @param boxes cxcywh on the padded square, no gradient: [B, Q, 4]
   * @param slots places of the queries in the flattened [B, Q]; others are padding
   * @param features the encoder's maps, [B, c, h, w], finest first
   */
  forward(boxes: Tensor, slots: readonly number[], features: readonly Tensor[]): SeenRegions {
    const { grid, channels, surroundings = SURROUNDINGS } = this.config;
    const places = boxes.detach().to("float32");
    const regions = cat(
      [places.narrow(-1, 0, 2), places.narrow(-1, 2, 2).clampMin(SMALLEST_SIDE).mul(surroundings)],
      -1,
    );
    const seen = joined(features.map((map, level) => this.projections.at(level).forward(map)))
      .map((map) => cropsOf(map, regions, grid))
      .reduce((sum, crop) => sum.add(crop)) // [B, Q, T, channels]
      .flatten(0, 1);
    const [count] = seen.shape;
    const rows = indices(slots, boxes.device);
    const laid = seen.indexSelect(0, rows).transpose(1, 2).reshape([-1, channels, grid, grid]);
    let x = this.first.forward(this.norm.forward(laid.add(this.placeEmbedding)).relu());
    x = x.add(upsampled(this.#coarse(x), [grid, grid]));
    const known = [...this.after].reduce((input, block) => block.forward(input), x);
    const spread = (own: Tensor) =>
      zeros([count, ...own.shape.slice(1)], { dtype: own.dtype, device: own.device }).indexCopy(0, rows, own);
    return { regions, features: spread(known), maps: spread(this.output.forward(known)) };
  }

  /** What the lower half of the hourglass makes of the region, at half its size. */
  #coarse(x: Tensor): Tensor {
    const half = [...this.half].reduce((input, block) => block.forward(input), this.halve.forward(x).relu());
    const coarsest = this.coarsest.forward(this.quarter.forward(half).relu());
    return half.add(upsampled(coarsest, half.shape.slice(2)));
  }
}

/** A convolution that adds to what it reads. */
class Residual extends nn.Module {
  readonly conv: nn.Conv2d;
  readonly norm: nn.GroupNorm;

  constructor(channels: number) {
    super();
    this.conv = new nn.Conv2d(channels, channels, 3, { padding: 1 });
    this.norm = new nn.GroupNorm(NORM_GROUPS, channels);
  }

  forward(x: Tensor): Tensor {
    return x.add(this.norm.forward(this.conv.forward(x))).relu();
  }
}

/** The finest of some maps and all coarser ones as one, at the size of the finest of those. */
function joined([finest, ...coarser]: readonly Tensor[]): Tensor[] {
  if (coarser.length === 0) return [finest];
  const size = coarser[0].shape.slice(2);
  return [finest, coarser.map((map) => upsampled(map, size)).reduce((sum, map) => sum.add(map))];
}

function upsampled(map: Tensor, [height, columns]: readonly number[]): Tensor {
  if (map.shape[2] === height && map.shape[3] === columns) return map;
  return map.upsampleBilinear2d([height, columns], false);
}
