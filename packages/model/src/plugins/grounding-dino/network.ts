// GroundingDINO (Liu et al. 2023): boxes of whatever words say, each with how well every word fits it.
import { nn, scope, type Tensor } from "@refvlm/torch";
import { z } from "zod";
import { Mlp } from "../../layers/mlp.js";
import { count, depth, size } from "../../layers/sizes.js";
import { Bert, bertConfig } from "./bert.js";
import { GroundedDecoder, refined } from "./decoder.js";
import { type Encoded, FusionEncoder } from "./encoder.js";
import { PictureEncoder, type PictureTokens } from "./picture-tokens.js";
import { Proposals, type Proposed, wordFit } from "./proposals.js";
import { swinConfig } from "./swin.js";
import type { CaptionLayout, TextTokens } from "./text-tokens.js";

/** Sizes of the transformer around pictures and words, which X-Pose shares. */
export const groundingConfig = z.strictObject({
  swin: swinConfig,
  width: size.multipleOf(32, "must be a multiple of 32, the groups of its norms"),
  heads: size.multipleOf(2, "must be even: words have half the heads"),
  feedForwardSize: size.multipleOf(2, "must be even: words have half of it"),
  encoderLayers: depth,
  decoderLayers: depth,
  /** Maps that are looked at. */
  levels: size,
  /** Places that a head looks at in each map. */
  points: size,
  /** Tokens that become queries. */
  queries: count,
});
export type GroundingConfig = z.infer<typeof groundingConfig>;

export const groundingDinoConfig = z.strictObject({
  ...groundingConfig.shape,
  text: bertConfig,
  /** Words of a caption, its marks included; more need several passes. */
  captionLength: size,
});
export type GroundingDinoConfig = z.infer<typeof groundingDinoConfig>;

/** What queries say. */
export interface Detected {
  /** How well each word fits each query, as a logit, [B, Q, T]; -Infinity where there is no word. */
  logits: Tensor;
  /** cxcywh in 0..1 of the picture, [B, Q, 4]. */
  boxes: Tensor;
  /** [B, Q, d] */
  states: Tensor;
}

/** All that `GroundingDino.trace` passes through. */
export interface DetectionTrace extends Detected {
  encoded: Encoded;
  proposed: Proposed;
  /** After each layer, normed, and the boxes after it. */
  layers: { states: Tensor; boxes: Tensor }[];
}

/** Pictures, the encoder and the proposals: what does not depend on where words come from. */
export abstract class Grounding extends nn.Module {
  readonly picture: PictureEncoder;
  readonly encoder: FusionEncoder;
  readonly proposals: Proposals;
  readonly decoder: GroundedDecoder;
  readonly boxHead: Mlp;
  /** What queries start as, [Q, d]. */
  queries: Tensor;

  constructor(config: GroundingConfig) {
    super();
    const { width, heads, feedForwardSize, encoderLayers, decoderLayers, queries } = config;
    const half = { textHeads: heads / 2, fusionHeads: heads / 2 };
    const halved = { textFeedForwardSize: feedForwardSize / 2, fusionSize: feedForwardSize / 2 };
    this.picture = new PictureEncoder(config);
    this.encoder = new FusionEncoder({ ...config, ...half, ...halved, layers: encoderLayers });
    this.proposals = new Proposals(width);
    this.decoder = new GroundedDecoder({ ...config, layers: decoderLayers });
    this.boxHead = new Mlp(width, width, 4, 3);
    this.queries = nn.createParameter([queries, width], nn.init.normal_);
  }

  /** What queries start as: the first of them, [B, Q, d]. */
  protected started({ tokens: { shape } }: Proposed): Tensor {
    const [batch, used] = shape;
    return this.queries.narrow(0, 0, used).unsqueeze(0).expand([batch, used, this.queries.shape[1]]);
  }
}

export class GroundingDino extends Grounding {
  readonly text: Bert;
  readonly textProjection: nn.Linear;

  constructor(readonly config: GroundingDinoConfig) {
    super(config);
    this.text = new Bert(config.text);
    this.textProjection = new nn.Linear(config.text.hiddenSize, config.width);
  }

  /** Words of captions, int64 [B, T]. */
  read(ids: Tensor, layout: CaptionLayout): TextTokens {
    return scope(() => ({
      ...layout,
      values: this.textProjection.forward(this.text.forward(ids, layout.places, layout.allowed)),
    }));
  }

  /** What pictures show of what captions say. */
  forward(tokens: PictureTokens, words: TextTokens): Detected {
    return scope(() => {
      const { logits, boxes, states } = this.trace(tokens, words);
      return { logits, boxes, states };
    });
  }

  /** The same with everything on the way there. */
  trace(tokens: PictureTokens, words: TextTokens): DetectionTrace {
    const encoded = this.encoder.forward(tokens, words);
    const proposed = this.proposals.forward(encoded, tokens, words, this.config.queries);
    const memory = { encoded, tokens, words };
    const layers: DetectionTrace["layers"] = [];
    let x = this.started(proposed);
    let present = proposed.boxes;
    let boxes = present;
    for (let layer = 0; layer < this.config.decoderLayers; layer++) {
      x = this.decoder.forward(layer, x, present, memory);
      const states = this.decoder.norm.forward(x);
      boxes = refined(this.boxHead, states, present);
      present = refined(this.boxHead, x, present).detach();
      layers.push({ states, boxes: present });
    }
    const { states } = layers.at(-1)!;
    return { encoded, proposed, layers, states, boxes, logits: wordFit(states, encoded.text, words) };
  }
}
