// The picture encoder of Segment Anything: a plain ViT (Li et al. 2022, ViTDet) that mostly attends inside of windows.
import { constantPadNd, nn, scope, type Tensor, zeros } from "@refvlm/torch";
import { ChannelNorm } from "../../layers/channel-norm.js";
import { RelativeAttention } from "./relative-attention.js";
import type { SamSettings } from "./settings.js";

const EPS = 1e-6;

class PatchEmbedding extends nn.Module {
  readonly proj: nn.Conv2d;

  constructor({ patchSize, width }: SamSettings) {
    super();
    this.proj = new nn.Conv2d(3, width, patchSize, { stride: patchSize });
  }

  /** [B, 3, S, S] -> [B, E, E, C] */
  forward(pixels: Tensor): Tensor {
    return this.proj.forward(pixels).permute([0, 2, 3, 1]);
  }
}

class EncoderMlp extends nn.Module {
  readonly lin1: nn.Linear;
  readonly lin2: nn.Linear;

  constructor({ width, mlpWidth }: SamSettings) {
    super();
    this.lin1 = new nn.Linear(width, mlpWidth);
    this.lin2 = new nn.Linear(mlpWidth, width);
  }

  forward(x: Tensor): Tensor {
    return this.lin2.forward(nn.gelu(this.lin1.forward(x)));
  }
}

/** x += attention(norm1 x), whole or inside of windows; x += mlp(norm2 x). */
class EncoderBlock extends nn.Module {
  readonly norm1: nn.LayerNorm;
  readonly attn: RelativeAttention;
  readonly norm2: nn.LayerNorm;
  readonly mlp: EncoderMlp;
  readonly #window: number | null;

  /** @param window cells of a window's side; null: the layer sees the whole map, of `side` cells */
  constructor(settings: SamSettings, side: number, window: number | null) {
    super();
    const { width, heads } = settings;
    this.#window = window;
    this.norm1 = new nn.LayerNorm(width, { eps: EPS });
    this.attn = new RelativeAttention(width, heads, window ?? side);
    this.norm2 = new nn.LayerNorm(width, { eps: EPS });
    this.mlp = new EncoderMlp(settings);
  }

  /** [B, E, E, C] -> [B, E, E, C] */
  forward(x: Tensor): Tensor {
    const normed = this.norm1.forward(x);
    const attended = this.#window ? this.#insideWindows(normed, this.#window) : this.attn.forward(normed);
    const summed = x.add(attended);
    return summed.add(this.mlp.forward(this.norm2.forward(summed)));
  }

  /** The map is padded with zeros at right and bottom, which are attended to like all others. */
  #insideWindows(x: Tensor, window: number): Tensor {
    const [batch, side, , width] = x.shape;
    const windows = Math.ceil(side / window);
    const missing = windows * window - side;
    const padded = missing > 0 ? constantPadNd(x, [0, 0, 0, missing, 0, missing]) : x;
    const cut = [batch, windows, window, windows, window, width];
    const apart = padded
      .reshape(cut)
      .transpose(2, 3)
      .reshape([batch * windows ** 2, window, window, width]);
    const together = this.attn
      .forward(apart)
      .reshape([batch, windows, windows, window, window, width])
      .transpose(2, 3)
      .reshape([batch, windows * window, windows * window, width]);
    return together.narrow(1, 0, side).narrow(2, 0, side);
  }
}

/** Keys as published: `pos_embed`, `patch_embed.proj`, `blocks.N`, `neck.{0..3}`. */
export class SamImageEncoder extends nn.Module {
  posEmbed: Tensor;
  readonly patchEmbed: PatchEmbedding;
  readonly blocks: nn.ModuleList<EncoderBlock>;
  readonly neck: nn.Sequential;

  constructor(settings: SamSettings) {
    super();
    const { imageSize, patchSize, width, layers, windowSize, globalLayers, promptWidth } = settings;
    const side = imageSize / patchSize;
    this.posEmbed = nn.parameter(nn.init.normal_(zeros([1, side, side, width]), 0, 0.02));
    this.patchEmbed = new PatchEmbedding(settings);
    this.blocks = new nn.ModuleList(
      Array.from(
        { length: layers },
        (_, i) => new EncoderBlock(settings, side, globalLayers.includes(i) ? null : windowSize),
      ),
    );
    this.neck = new nn.Sequential(
      new nn.Conv2d(width, promptWidth, 1, { bias: false }),
      new ChannelNorm(promptWidth, { eps: EPS }),
      new nn.Conv2d(promptWidth, promptWidth, 3, { padding: 1, bias: false }),
      new ChannelNorm(promptWidth, { eps: EPS }),
    );
  }

  /** Normalised and padded pictures [B, 3, S, S] -> [B, D, E, E]. */
  forward(pixels: Tensor): Tensor {
    return scope(() => this.neck.forward(this.states(pixels).permute([0, 3, 1, 2])));
  }

  /** What the blocks make of pictures, [B, E, E, C]. @param count of the blocks that run */
  states(pixels: Tensor, count = this.blocks.length): Tensor {
    let x = scope(() => this.patchEmbed.forward(pixels).add(this.posEmbed));
    for (let i = 0; i < count; i++) {
      const before = x;
      x = scope(() => this.blocks.at(i).forward(before));
      before.dispose();
    }
    return x;
  }
}
