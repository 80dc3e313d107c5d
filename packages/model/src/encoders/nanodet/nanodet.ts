// NanoDet-Plus (RangiLyu 2021), the encoder of `photo`: a small detector whose maps are the pyramid and whose heads propose.
import { nn, type Tensor } from "@refvlm/torch";
import { z } from "zod";
import { depth, size } from "../../layers/sizes.js";
import type { MapShape, PyramidBackbone } from "../pyramid-backbone.js";
import { type DetectedCells, DetectionHead, joinedCells } from "./detection-head.js";
import { GhostPan } from "./ghost-pan.js";
import { ShuffleNet } from "./shuffle-net.js";

const three = <T extends z.ZodType>(item: T) => z.tuple([item, item, item]);

const side = size.multipleOf(32, "must be a multiple of 32, the stride of its coarsest stage");

export const nanodetConfig = z
  .strictObject({
    imageSize: side,
    /** Channels of the stem's map, at stride 4. */
    stem: size,
    /** Blocks in each of the three stages. */
    depths: three(depth),
    /** Channels of each stage, at strides 8, 16, 32. */
    widths: three(size.multipleOf(2, "must be even: blocks split channels in halves")),
    /** Channels of the neck's maps and of the heads. */
    neck: size.multipleOf(2, "must be even: blocks split channels in halves"),
    /** Distances 0, 1, ... in cells, over which a box's sides are expectations. */
    bins: size,
    /** Side of a second, larger look at the picture, of which only the proposals are taken: it finds what is small. Null for none. */
    secondLook: side.nullable().default(null),
  })
  .refine(({ imageSize, secondLook }) => secondLook === null || secondLook > imageSize, {
    error: "must be larger than imageSize, or null",
    path: ["secondLook"],
  });
export type NanodetConfig = z.infer<typeof nanodetConfig>;

/** The maps that it makes: the stem's at stride 4, the neck's at strides 8, 16, 32, 64. */
export function nanodetStages({ imageSize, stem, neck }: NanodetConfig): MapShape[] {
  const shape = (stride: number, channels: number) => ({ side: Math.ceil(imageSize / stride), channels });
  return [shape(4, stem), ...[8, 16, 32, 64].map((stride) => shape(stride, neck))];
}

/** Stride of the finest level with a head. */
const FINEST = 8;

export class Nanodet extends nn.Module implements PyramidBackbone {
  readonly backbone: ShuffleNet;
  readonly neck: GhostPan;
  readonly heads: nn.ModuleList<DetectionHead>;

  /** @param keySize K of the text tower */
  constructor(
    readonly config: NanodetConfig,
    keySize: number,
  ) {
    super();
    const { widths, neck, bins } = config;
    this.backbone = new ShuffleNet(config);
    this.neck = new GhostPan(widths, neck);
    const levels = widths.length + 1;
    this.heads = new nn.ModuleList(Array.from({ length: levels }, () => new DetectionHead(neck, keySize, bins)));
  }

  get imageSize(): number {
    return this.config.imageSize;
  }

  get stages(): readonly MapShape[] {
    return nanodetStages(this.config);
  }

  /** All five maps, whatever the count: what proposes needs them. @param pixels [B, 3, H, W] */
  pyramid(pixels: Tensor): Tensor[] {
    const [stem, ...stages] = this.backbone.forward(pixels);
    return [stem, ...this.neck.forward(stages)];
  }

  /** Maps of pixels [B, 3, H, W], and what their cells propose. */
  forward(pixels: Tensor): { maps: Tensor[]; cells: DetectedCells } {
    const maps = this.pyramid(pixels);
    return { maps, cells: this.propose(maps) };
  }

  /**
   * What each cell of the neck's maps proposes.
   * @param maps as `pyramid` gives them
   * @param side of the pixels that they were made from
   */
  propose([, ...maps]: readonly Tensor[], side = this.config.imageSize): DetectedCells {
    return joinedCells(maps.map((map, level) => this.heads.at(level).forward(map, (FINEST << level) / side)));
  }
}
