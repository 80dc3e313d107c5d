// Fusion of pictures and words (Li et al. 2022, GLIP): one table of scores, read along both of its sides.
import { nn, scope, type Tensor, zeros } from "@refvlm/torch";
import { mergeHeads, splitHeads } from "../../layers/scaled-attention.js";

export interface FusionConfig {
  width: number;
  /** Width in which pictures and words are compared. */
  inner: number;
  heads: number;
}

class TwoWayAttention extends nn.Module {
  readonly pictureProj: nn.Linear;
  readonly textProj: nn.Linear;
  readonly pictureValues: nn.Linear;
  readonly textValues: nn.Linear;
  readonly pictureOut: nn.Linear;
  readonly textOut: nn.Linear;

  constructor(private readonly config: FusionConfig) {
    super();
    const { width, inner } = config;
    this.pictureProj = new nn.Linear(width, inner);
    this.textProj = new nn.Linear(width, inner);
    this.pictureValues = new nn.Linear(width, inner);
    this.textValues = new nn.Linear(width, inner);
    this.pictureOut = new nn.Linear(inner, width);
    this.textOut = new nn.Linear(inner, width);
  }

  /** What each side reads of the other: [B, S, d] and [B, T, d]. */
  forward(picture: Tensor, text: Tensor, hidden: FusionMasks): { picture: Tensor; text: Tensor } {
    const { heads, inner } = this.config;
    const split = (x: Tensor) => splitHeads(x, heads);
    const merged = (x: Tensor) => mergeHeads(x, heads);
    // A picture has thousands of tokens in the inner width: what is as large as that is freed before the next is made.
    const scores = scope(() => {
      const keys = this.textProj.forward(text).mul((inner / heads) ** -0.5);
      return split(this.pictureProj.forward(picture)).bmm(split(keys).transpose(1, 2)); // [B h, S, T]
    });
    return {
      picture: scope(() => {
        const weights = masked(scores, hidden.text, heads).softmax(-1); // [B h, S, T]
        return this.pictureOut.forward(merged(weights.bmm(split(this.textValues.forward(text)))));
      }),
      text: scope(() => {
        const weights = masked(scores.transpose(1, 2), hidden.padding, heads).softmax(-1); // [B h, T, S]
        return this.textOut.forward(merged(weights.bmm(split(this.pictureValues.forward(picture)))));
      }),
    };
  }
}

/** What nobody may read: words [B, T] and tokens of a picture [B, S], bool; null where all may be read. */
export interface FusionMasks {
  text: Tensor | null;
  padding: Tensor | null;
}

/** Scores [B h, from, to] without those of hidden keys, bool [B, to]. */
function masked(scores: Tensor, hidden: Tensor | null, heads: number): Tensor {
  if (!hidden) return scores;
  const [batch, keys] = hidden.shape;
  const bias = zeros(hidden.shape, { dtype: scores.dtype, device: scores.device }).maskedFill(hidden, -1e30);
  return scores.add(
    bias
      .unsqueeze(1)
      .expand([batch, heads, keys])
      .reshape([batch * heads, 1, keys]),
  );
}

/** Both sides normed, then each with a scaled part of what it reads of the other. */
export class Fusion extends nn.Module {
  readonly pictureNorm: nn.LayerNorm;
  readonly textNorm: nn.LayerNorm;
  readonly attention: TwoWayAttention;
  pictureScale: Tensor;
  textScale: Tensor;

  constructor(config: FusionConfig) {
    super();
    const { width } = config;
    this.pictureNorm = new nn.LayerNorm(width);
    this.textNorm = new nn.LayerNorm(width);
    this.attention = new TwoWayAttention(config);
    this.pictureScale = nn.createParameter([width], (t) => nn.init.constant_(t, SCALE));
    this.textScale = nn.createParameter([width], (t) => nn.init.constant_(t, SCALE));
  }

  /** [B, S, d] and [B, T, d] -> the same */
  forward(picture: Tensor, text: Tensor, hidden: FusionMasks): { picture: Tensor; text: Tensor } {
    return scope(() => {
      const normed = { picture: this.pictureNorm.forward(picture), text: this.textNorm.forward(text) };
      const read = this.attention.forward(normed.picture, normed.text, hidden);
      return {
        picture: normed.picture.add(read.picture.mul(this.pictureScale)),
        text: normed.text.add(read.text.mul(this.textScale)),
      };
    });
  }
}

/** What is read counts little at first. */
const SCALE = 1e-4;
