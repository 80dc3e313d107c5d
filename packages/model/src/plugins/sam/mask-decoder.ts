// The mask decoder of Segment Anything: four mask tokens and one of quality read the picture beside the prompt's tokens.
import { cat, nn, stack, type Tensor } from "@refvlm/torch";
import { ChannelNorm } from "../../layers/channel-norm.js";
import { Mlp } from "../../layers/mlp.js";
import type { EncodedPrompts } from "./prompt-encoder.js";
import type { SamSettings } from "./settings.js";
import { TwoWayTransformer } from "./two-way-transformer.js";

/** The first is for prompts that mean one thing; the others are three readings of one that may mean several. */
const MASKS = 4;

export interface SamMasks {
  /** Logits at a quarter of the input's side, [n, 4, 4E, 4E]. */
  logits: Tensor;
  /** Predicted IoU with what is meant, about 0..1: [n, 4]. */
  iou: Tensor;
}

/**
 * A transposed convolution whose 2 x 2 kernels do not overlap: one product of matrices, which libtorch has on the CPU for bfloat16,
 * too.
 */
class Doubled extends nn.ConvTranspose2d {
  constructor(inChannels: number, outChannels: number) {
    super(inChannels, outChannels, 2, { stride: 2 });
  }

  /** [n, C, H, W] -> [n, C', 2H, 2W] */
  override forward(x: Tensor): Tensor {
    const [count, channels, height, columns] = x.shape;
    const made = x.permute([0, 2, 3, 1]).matmul(this.weight.reshape([channels, -1])); // [n, H, W, C' 2 2]
    return made
      .reshape([count, height, columns, -1, 2, 2])
      .permute([0, 3, 1, 4, 2, 5])
      .reshape([count, -1, 2 * height, 2 * columns])
      .add(this.bias!.reshape([-1, 1, 1]));
  }
}

export class SamMaskDecoder extends nn.Module {
  readonly transformer: TwoWayTransformer;
  readonly iouToken: nn.Embedding;
  readonly maskTokens: nn.Embedding;
  readonly outputUpscaling: nn.Sequential;
  readonly outputHypernetworksMlps: nn.ModuleList<Mlp>;
  readonly iouPredictionHead: Mlp;

  constructor(settings: SamSettings) {
    super();
    const { promptWidth: width, iouWidth } = settings;
    this.transformer = new TwoWayTransformer(settings);
    this.iouToken = new nn.Embedding(1, width);
    this.maskTokens = new nn.Embedding(MASKS, width);
    this.outputUpscaling = new nn.Sequential(
      new Doubled(width, width / 4),
      new ChannelNorm(width / 4, { eps: 1e-6 }),
      new nn.GELU(),
      new Doubled(width / 4, width / 8),
      new nn.GELU(),
    );
    const head = () => new Mlp(width, width, width / 8, 3);
    this.outputHypernetworksMlps = new nn.ModuleList(Array.from({ length: MASKS }, head));
    this.iouPredictionHead = new Mlp(width, iouWidth, MASKS, 3);
  }

  /**
   * @param map of one picture [1, D, E, E]
   * @param positions of its cells [1, D, E, E]
   */
  forward(map: Tensor, positions: Tensor, { sparse, dense }: EncodedPrompts): SamMasks {
    const [count] = sparse.shape;
    const [, width, side] = map.shape;
    const all = (x: Tensor) => x.expand([count, ...x.shape.slice(1)]);
    const cellsOf = (x: Tensor) => x.flatten(2).transpose(1, 2); // [.., T, D]
    const own = cat([this.iouToken.weight, this.maskTokens.weight]).unsqueeze(0); // [1, 5, D]
    const tokens = cat([all(own), sparse], 1);
    const read = this.transformer.forward(tokens, all(cellsOf(map.add(dense))), all(cellsOf(positions)));
    const seen = read.cells.transpose(1, 2).reshape([count, width, side, side]);
    const pixels = this.outputUpscaling.forward(seen); // [n, D / 8, 4E, 4E]
    const filters = stack(
      this.outputHypernetworksMlps.map((mlp, i) => mlp.forward(read.tokens.select(1, 1 + i))),
      1,
    ); // [n, 4, D / 8]
    const logits = filters.matmul(pixels.flatten(2)).reshape([count, MASKS, ...pixels.shape.slice(2)]);
    return { logits, iou: this.iouPredictionHead.forward(read.tokens.select(1, 0)) };
  }
}
