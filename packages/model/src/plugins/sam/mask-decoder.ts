// The mask decoder of Segment Anything: four mask tokens and one of quality read the picture beside the prompt's tokens.
import { addmm, cat, nn, scope, stack, type Tensor } from "@refvlm/torch";
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
 * too. Channels come last, as the transformer leaves its cells and norms want them, so that no map is turned round.
 */
class Doubled extends nn.ConvTranspose2d {
  constructor(inChannels: number, outChannels: number) {
    super(inChannels, outChannels, 2, { stride: 2 });
  }

  /** [n, H, W, C] -> [n, 2H, 2W, C'] */
  override forward(x: Tensor): Tensor {
    const [count, height, columns, channels] = x.shape;
    return scope(() => {
      const weight = this.weight.permute([0, 2, 3, 1]).reshape([channels, -1]); // [C, 2 2 C']
      const bias = this.bias!.repeat([4]);
      return addmm(bias, x.reshape([-1, channels]), weight)
        .reshape([count, height, columns, 2, 2, -1])
        .transpose(2, 3)
        .reshape([count, 2 * height, 2 * columns, -1]);
    });
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
      new nn.LayerNorm(width / 4, { eps: 1e-6 }),
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
    return scope(() => {
      const [count] = sparse.shape;
      const [, width, side] = map.shape;
      const all = (x: Tensor) => x.expand([count, ...x.shape.slice(1)]);
      const cellsOf = (x: Tensor) => x.flatten(2).transpose(1, 2).contiguous(); // [1, T, D], once for all products
      const own = cat([this.iouToken.weight, this.maskTokens.weight]).unsqueeze(0); // [1, 5, D]
      const tokens = cat([all(own), sparse], 1);
      const read = this.transformer.forward(tokens, all(cellsOf(map.add(dense))), all(cellsOf(positions)));
      const pixels = this.outputUpscaling.forward(read.cells.view([count, side, side, width])); // [n, 4E, 4E, D / 8]
      const filters = stack(
        this.outputHypernetworksMlps.map((mlp, i) => mlp.forward(read.tokens.select(1, 1 + i))),
        1,
      ); // [n, 4, D / 8]
      const logits = filters.matmul(pixels.flatten(1, 2).transpose(1, 2)).view([count, MASKS, 4 * side, 4 * side]);
      return { logits, iou: this.iouPredictionHead.forward(read.tokens.select(1, 0)) };
    });
  }
}
