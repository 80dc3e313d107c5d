// GroundingDINO's encoder (Liu et al. 2023, section 3.2): fusion, words among themselves, then the picture's tokens.
import { cat, nn, noGrad, scope, type Tensor } from "@refvlm/torch";
import { BiasedAttention } from "../../layers/detr-decoder.js";
import { reluInto } from "../../layers/overwriting.js";
import { cellCentres, sineCode } from "../../layers/sine-positions.js";
import { DeformableAttention } from "./deformable-attention.js";
import { Fusion, type FusionMasks } from "./fusion.js";
import { headBias } from "./head-bias.js";
import type { PictureTokens } from "./picture-tokens.js";
import type { TextTokens } from "./text-tokens.js";

export interface EncoderConfig {
  width: number;
  heads: number;
  feedForwardSize: number;
  levels: number;
  points: number;
  /** Fusion and words have half the heads, and half the inner width. */
  textHeads: number;
  textFeedForwardSize: number;
  fusionHeads: number;
  fusionSize: number;
}

/** Words see those of their phrase. */
class TextLayer extends nn.Module {
  readonly attention: BiasedAttention;
  readonly attentionNorm: nn.LayerNorm;
  readonly fc1: nn.Linear;
  readonly fc2: nn.Linear;
  readonly finalNorm: nn.LayerNorm;

  constructor({ width, textHeads, textFeedForwardSize }: EncoderConfig) {
    super();
    this.attention = new BiasedAttention(width, textHeads);
    this.attentionNorm = new nn.LayerNorm(width);
    this.fc1 = new nn.Linear(width, textFeedForwardSize);
    this.fc2 = new nn.Linear(textFeedForwardSize, width);
    this.finalNorm = new nn.LayerNorm(width);
  }

  forward(x: Tensor, positions: Tensor, bias: Tensor): Tensor {
    const placed = x.add(positions);
    const read = this.attentionNorm.forward(x.add(this.attention.forward(placed, placed, x, bias)));
    return this.finalNorm.forward(read.add(this.fc2.forward(reluInto(this.fc1.forward(read)))));
  }
}

/** Tokens of the picture look around themselves on all maps. */
class PictureLayer extends nn.Module {
  readonly attention: DeformableAttention;
  readonly attentionNorm: nn.LayerNorm;
  readonly fc1: nn.Linear;
  readonly fc2: nn.Linear;
  readonly finalNorm: nn.LayerNorm;

  constructor(config: EncoderConfig) {
    super();
    const { width, feedForwardSize } = config;
    this.attention = new DeformableAttention(config);
    this.attentionNorm = new nn.LayerNorm(width);
    this.fc1 = new nn.Linear(width, feedForwardSize);
    this.fc2 = new nn.Linear(feedForwardSize, width);
    this.finalNorm = new nn.LayerNorm(width);
  }

  forward(x: Tensor, references: Tensor, { positions, grids, padding }: PictureTokens): Tensor {
    return scope(() => {
      const around = this.attention.forward(x.add(positions), references, { values: x, grids, padding });
      const read = this.attentionNorm.forward(x.add(around));
      return this.finalNorm.forward(read.add(this.fc2.forward(reluInto(this.fc1.forward(read)))));
    });
  }
}

class EncoderLayer extends nn.Module {
  readonly fusion: Fusion;
  readonly text: TextLayer;
  readonly picture: PictureLayer;

  constructor(config: EncoderConfig) {
    super();
    const { width, fusionSize, fusionHeads } = config;
    this.fusion = new Fusion({ width, inner: fusionSize, heads: fusionHeads });
    this.text = new TextLayer(config);
    this.picture = new PictureLayer(config);
  }

  forward({ picture, text }: Encoded, { tokens, references, places, bias, hidden }: LayerInput): Encoded {
    return scope(() => {
      const fused = this.fusion.forward(picture, text, hidden);
      return {
        text: this.text.forward(fused.text, places, bias),
        picture: this.picture.forward(fused.picture, references, tokens),
      };
    });
  }
}

/** What is the same for all layers. */
interface LayerInput {
  tokens: PictureTokens;
  /** Where each token is on every map, [B, S, L, 2]. */
  references: Tensor;
  /** Codes of the words' places, [B, T, d]. */
  places: Tensor;
  /** Which words see each other, [B heads, T, T]. */
  bias: Tensor;
  hidden: FusionMasks;
}

/** Pictures and words that have seen each other. */
export interface Encoded {
  /** [B, S, d] */
  picture: Tensor;
  /** [B, T, d] */
  text: Tensor;
}

export class FusionEncoder extends nn.Module {
  readonly layers: nn.ModuleList<EncoderLayer>;

  constructor(private readonly config: EncoderConfig & { layers: number }) {
    super();
    this.layers = new nn.ModuleList(Array.from({ length: config.layers }, () => new EncoderLayer(config)));
  }

  forward(picture: PictureTokens, text: TextTokens): Encoded {
    return scope(() => {
      const { dtype } = picture.values;
      const references = tokenCentres(picture);
      const places = sineCode(text.places.to("float32").mul(2 * Math.PI), this.config.width).to(dtype);
      const bias = headBias(text.allowed, this.config.textHeads, dtype);
      const hidden = { text: text.real.logicalNot(), padding: picture.padding };
      const shared = { tokens: picture, references, places, bias, hidden };
      let encoded: Encoded = { picture: picture.values, text: text.values };
      for (const [i, layer] of [...this.layers].entries()) {
        const before = encoded;
        encoded = layer.forward(before, shared);
        if (i > 0) for (const each of [before.picture, before.text]) each.dispose();
      }
      return encoded;
    });
  }
}

/** Where each token is on every map, in 0..1 of the map, [B, S, L, 2]. */
function tokenCentres({ grids, filled }: PictureTokens): Tensor {
  return noGrad(() => {
    const { device } = filled;
    const centres = grids.map(({ height, columns }, level) => {
      const cells = cellCentres(height, columns, device);
      return cells.unsqueeze(0).div(filled.narrow(1, level, 1)); // [B, h w, 2] of the picture
    });
    return cat(centres, 1).unsqueeze(2).mul(filled.unsqueeze(1));
  });
}
