// GroundingDINO's decoder (Liu et al. 2023, section 3.4): queries see each other, the words, and the picture around their boxes.
import { cat, nn, scope, type Tensor } from "@refvlm/torch";
import { BiasedAttention } from "../../layers/detr-decoder.js";
import { Mlp } from "../../layers/mlp.js";
import { reluInto } from "../../layers/overwriting.js";
import { boxCode } from "../../layers/sine-positions.js";
import { DeformableAttention } from "./deformable-attention.js";
import type { Encoded } from "./encoder.js";
import { keyBias } from "./head-bias.js";
import type { PictureTokens } from "./picture-tokens.js";
import type { TextTokens } from "./text-tokens.js";

export interface DecoderConfig {
  width: number;
  heads: number;
  feedForwardSize: number;
  levels: number;
  points: number;
}

/** What all layers read. */
export interface DecoderMemory {
  encoded: Encoded;
  tokens: PictureTokens;
  words: TextTokens;
}

class DecoderLayer extends nn.Module {
  readonly selfAttention: BiasedAttention;
  readonly selfNorm: nn.LayerNorm;
  readonly textAttention: BiasedAttention;
  readonly textNorm: nn.LayerNorm;
  readonly pictureAttention: DeformableAttention;
  readonly pictureNorm: nn.LayerNorm;
  readonly fc1: nn.Linear;
  readonly fc2: nn.Linear;
  readonly finalNorm: nn.LayerNorm;

  constructor(private readonly config: DecoderConfig) {
    super();
    const { width, heads, feedForwardSize } = config;
    this.selfAttention = new BiasedAttention(width, heads);
    this.selfNorm = new nn.LayerNorm(width);
    this.textAttention = new BiasedAttention(width, heads);
    this.textNorm = new nn.LayerNorm(width);
    this.pictureAttention = new DeformableAttention(config);
    this.pictureNorm = new nn.LayerNorm(width);
    this.fc1 = new nn.Linear(width, feedForwardSize);
    this.fc2 = new nn.Linear(feedForwardSize, width);
    this.finalNorm = new nn.LayerNorm(width);
  }

  /**
   * @param x queries and their positions, [B, Q, d]
   * @param references boxes on each map, [B, Q, L, 4]
   * @param run queries see each other in runs of so many
   */
  forward(x: Tensor, positions: Tensor, references: Tensor, memory: DecoderMemory, run: number): Tensor {
    const { encoded, tokens, words } = memory;
    const { text } = encoded;
    x = this.selfNorm.forward(x.add(this.among(x, positions, run)));
    const seen = keyBias(words.real, x.shape[1], this.config.heads, x.dtype);
    x = this.textNorm.forward(x.add(this.textAttention.forward(x.add(positions), text, text, seen)));
    const read = { values: encoded.picture, grids: tokens.grids, padding: tokens.padding };
    x = this.pictureNorm.forward(x.add(this.pictureAttention.forward(x.add(positions), references, read)));
    return this.finalNorm.forward(x.add(this.fc2.forward(reluInto(this.fc1.forward(x)))));
  }

  private among(x: Tensor, positions: Tensor, run: number): Tensor {
    const runs = x.reshape([-1, run, this.config.width]);
    const placed = runs.add(positions.reshape(runs.shape));
    return this.selfAttention.forward(placed, placed, runs).reshape(x.shape);
  }
}

/** The layers one by one: between them queries get new boxes, by whoever runs them. */
export class GroundedDecoder extends nn.Module {
  readonly layers: nn.ModuleList<DecoderLayer>;
  readonly norm: nn.LayerNorm;
  readonly positionHead: Mlp;

  constructor(private readonly config: DecoderConfig & { layers: number }) {
    super();
    const { width } = config;
    this.layers = new nn.ModuleList(Array.from({ length: config.layers }, () => new DecoderLayer(config)));
    this.norm = new nn.LayerNorm(width);
    this.positionHead = new Mlp(2 * width, width, width, 2);
  }

  /**
   * One layer.
   * @param x [B, Q, d]
   * @param boxes cxcywh in 0..1 of the picture, [B, Q, 4]
   * @param run queries see each other in runs of so many; by default all do
   * @returns [B, Q, d], not yet normed
   */
  forward(layer: number, x: Tensor, boxes: Tensor, memory: DecoderMemory, run = x.shape[1]): Tensor {
    return scope(() => {
      const { filled } = memory.tokens;
      const onMaps = boxes.unsqueeze(2).mul(cat([filled, filled], -1).unsqueeze(1)); // [B, Q, L, 4]
      const positions = this.positionHead.forward(placeCode(onMaps.select(2, 0), this.config.width).to(x.dtype));
      return this.layers.at(layer).forward(x, positions, onMaps, memory, run);
    });
  }
}

/** Code of boxes cxcywh [..., 4], its parts in the order y, x, w, h: [..., 2 width] */
function placeCode(boxes: Tensor, width: number): Tensor {
  const [centre, sides] = [boxes.narrow(-1, 0, 2), boxes.narrow(-1, 2, 2)];
  return boxCode(cat([centre.flip([-1]), sides], -1), width);
}

/** Boxes moved by what a head says of their queries: float32 cxcywh in 0..1, [..., 4]. */
export function refined(head: Mlp, x: Tensor, boxes: Tensor): Tensor {
  return head.forward(x).to("float32").add(inverseSigmoid(boxes)).sigmoid();
}

/** Nearer to 0 or 1 than this is not told apart. */
const EDGE = 1e-3;

/** log(x / (1 - x)), cut off near 0 and 1. */
export function inverseSigmoid(x: Tensor): Tensor {
  const inside = x.clamp(0, 1);
  return inside.clampMin(EDGE).log().sub(inside.neg().add(1).clampMin(EDGE).log());
}
