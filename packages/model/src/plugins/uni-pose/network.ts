// X-Pose, also called UniPose (Yang et al. 2024): GroundingDINO's transformer between CLIP's words, whose best boxes are
// followed by a query for each joint.
import { cat, eye, nn, ones, scope, type Tensor } from "@refvlm/torch";
import { z } from "zod";
import { Mlp } from "../../layers/mlp.js";
import { count, depth, size } from "../../layers/sizes.js";
import { refined } from "../grounding-dino/decoder.js";
import type { Encoded } from "../grounding-dino/encoder.js";
import { Grounding, groundingConfig } from "../grounding-dino/network.js";
import type { PictureTokens } from "../grounding-dino/picture-tokens.js";
import { type Proposed, wordFit } from "../grounding-dino/proposals.js";
import type { TextTokens } from "../grounding-dino/text-tokens.js";

/** Joints whose sides lie in a table of their own: COCO's. */
const FIRST_JOINTS = 17;

export const uniPoseConfig = z.strictObject({
  ...groundingConfig.shape,
  /** Length of the vectors of names and joints. */
  textSize: size,
  /** Instances whose joints are looked for. */
  instances: count,
  /** Joints that can be asked for at once. */
  joints: z.int().min(FIRST_JOINTS).max(1024),
  /** Layers that refine boxes before joints come in. */
  boxLayers: depth,
});
export type UniPoseConfig = z.infer<typeof uniPoseConfig>;

/** The instances that fit best, best first. */
export interface Posed {
  /** How well each name fits each instance, as a logit, [B, I, T]. */
  logits: Tensor;
  /** cxcywh in 0..1 of the picture, [B, I, 4]. */
  boxes: Tensor;
  /** x and y in 0..1 of the picture, [B, I, J, 2]. Whether a joint is in sight X-Pose does not say. */
  joints: Tensor;
  /** Of each instance, then of its joints, [B, I, 1 + J, d]. */
  states: Tensor;
}

/** All that `UniPose.trace` passes through. */
export interface PoseTrace extends Posed {
  encoded: Encoded;
  proposed: Proposed;
  /** How well each query fits the name that it fits best, and the queries that become instances. */
  chosen: { scores: Tensor; queries: Tensor };
  /** After each layer, normed, and the boxes before it. */
  layers: { states: Tensor; boxes: Tensor }[];
}

export class UniPose extends Grounding {
  readonly nameProjection: Mlp;
  readonly jointProjection: Mlp;
  readonly jointHead: Mlp;
  readonly sidesHead: Mlp;
  /** Width and height of the first joints' boxes in parts of the instance's, before the sigmoid, [17, 2]. */
  firstSides: Tensor;
  /** Of the others, [joints - 17, 2]. */
  furtherSides: Tensor;

  constructor(readonly config: UniPoseConfig) {
    super(config);
    const { width, textSize, joints } = config;
    this.nameProjection = new Mlp(textSize, width, width, 3);
    this.jointProjection = new Mlp(textSize, width, width, 3);
    this.jointHead = new Mlp(width, width, 2, 3);
    this.sidesHead = new Mlp(width, width, 2, 3);
    this.firstSides = nn.createParameter([FIRST_JOINTS, 2], nn.init.normal_);
    this.furtherSides = nn.createParameter([joints - FIRST_JOINTS, 2], nn.init.normal_);
  }

  /** Names that do not see each other, by their vectors, [B, T, textSize]. */
  read(names: Tensor): TextTokens {
    return scope(() => {
      const [batch, length] = names.shape;
      const { device } = names;
      return {
        values: this.nameProjection.forward(names),
        places: ones([batch, length], { dtype: "int64", device }),
        allowed: eye(length, { dtype: "bool", device }).unsqueeze(0).expand([batch, length, length]),
        real: ones([batch, length], { dtype: "bool", device }),
      };
    });
  }

  /**
   * Instances of the names, and their joints.
   * @param joints vectors, [J, textSize], at most `joints` of the config
   */
  forward(tokens: PictureTokens, names: TextTokens, joints: Tensor): Posed {
    return scope(() => {
      const { logits, boxes, joints: places, states } = this.trace(tokens, names, joints);
      return { logits, boxes, joints: places, states };
    });
  }

  /** The same with everything on the way there. */
  trace(tokens: PictureTokens, words: TextTokens, joints: Tensor): PoseTrace {
    const { boxLayers, decoderLayers } = this.config;
    const encoded = this.encoder.forward(tokens, words);
    const proposed = this.proposals.forward(encoded, tokens, words, this.config.queries);
    const memory = { encoded, tokens, words };
    const layers: PoseTrace["layers"] = [];
    let x = this.started(proposed);
    let boxes = proposed.boxes;
    for (let layer = 0; layer < boxLayers; layer++) {
      x = this.decoder.forward(layer, x, boxes, memory);
      layers.push({ states: this.decoder.norm.forward(x), boxes });
      boxes = refined(this.boxHead, x, boxes).detach();
    }
    const scores = wordFit(x, encoded.text, words).amax(-1); // [B, Q]
    const [, best] = scores.topk(Math.min(this.config.instances, scores.shape[1]), -1);
    const at = (t: Tensor) => t.gather(1, best.unsqueeze(-1).expand([...best.shape, t.shape[2]])); // [B, I, …]
    const posed = this.withJoints(at(x), at(boxes), this.jointProjection.forward(joints));
    const [, , run] = posed.x.shape; // [B, I, 1 + J, d]
    let [before, states] = [posed.boxes, posed.x];
    x = posed.x.flatten(1, 2);
    boxes = posed.boxes;
    for (let layer = boxLayers; layer < decoderLayers; layer++) {
      before = boxes;
      x = this.decoder.forward(layer, x, before.flatten(1, 2), memory, run);
      states = this.decoder.norm.forward(x).view(posed.x.shape);
      layers.push({ states: states.flatten(1, 2), boxes: before.flatten(1, 2) });
      boxes = this.moved(x.view(posed.x.shape), before).detach();
    }
    const found = this.moved(states, before);
    return {
      ...{ encoded, proposed, layers, states, chosen: { scores, queries: best } },
      logits: wordFit(states.select(2, 0), encoded.text, words),
      boxes: found.select(2, 0),
      joints: found.narrow(2, 1, run - 1).narrow(-1, 0, 2),
    };
  }

  /** Instances [B, I, d] with their boxes, each followed by a query for each joint: [B, I, 1 + J, …]. */
  private withJoints(x: Tensor, boxes: Tensor, joints: Tensor): { x: Tensor; boxes: Tensor } {
    const [batch, instances, width] = x.shape;
    const [count] = joints.shape;
    const box = boxes.unsqueeze(2); // [B, I, 1, 4]
    const centres = refined(this.jointHead, joints, box.narrow(-1, 0, 2)); // [B, I, J, 2]
    const sides = cat([this.firstSides, this.furtherSides])
      .narrow(0, 0, count)
      .sigmoid()
      .mul(box.narrow(-1, 2, 2));
    return {
      x: cat([x.unsqueeze(2), joints.expand([batch, instances, count, width])], 2),
      boxes: cat([box, cat([centres, sides], -1)], 2).detach(),
    };
  }

  /** Boxes [B, I, 1 + J, 4] after what the heads say of their queries. */
  private moved(x: Tensor, boxes: Tensor): Tensor {
    const first = (t: Tensor) => t.narrow(2, 0, 1);
    const others = (t: Tensor) => t.narrow(2, 1, t.shape[2] - 1);
    const [jointBoxes, states] = [others(boxes), others(x)];
    const centres = refined(this.jointHead, states, jointBoxes.narrow(-1, 0, 2));
    const sides = refined(this.sidesHead, states, jointBoxes.narrow(-1, 2, 2));
    return cat([refined(this.boxHead, first(x), first(boxes)), cat([centres, sides], -1)], 2);
  }
}
