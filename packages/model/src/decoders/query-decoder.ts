// The query path of the box and mask decoders: DETR layers that start at reference boxes and refine them layer by layer.
import { cat, linspace, nn, noGrad, type Tensor, zeros } from "@refvlm/torch";
import { DetrDecoder, type DetrDecoderConfig } from "../layers/detr-decoder.js";
import { Mlp } from "../layers/mlp.js";
import { boxCode } from "../layers/sine-positions.js";
import type { UnitQueries } from "../router.js";
import type { PyramidMemory } from "./pyramid-memory.js";
import type { StartedQueries } from "./query-start.js";

/** What queries start from and read; B rows, one for each sample with queries of the unit. */
export interface QueryContext extends StartedQueries {
  queries: UnitQueries;
  /** Tokens of the fused maps; made when first asked for. */
  pyramid(): PyramidMemory;
}

/** What the query path finds. */
export interface QueryOutputs {
  /** Final state of each query, normalised: [B, Q, d]. */
  states: Tensor;
  /** cxcywh after each layer, [B, Q, 4]; none without a box path. */
  boxes: Tensor[];
  /** Logit of the expected quality of the answer, [B, Q]. */
  quality: Tensor;
}

/** Sizes of a query path. */
export interface QueryDecoderConfig extends DetrDecoderConfig {
  /** Maps of the pyramid that queries read. */
  levels: number;
}

export interface QueryDecoderOptions {
  /** Whether queries have boxes, which each layer refines and looks around; by default they do. */
  boxPath?: boolean;
}

/** Half sides below this count as this, so that the window of a tiny box still spans a token. */
const SMALLEST_HALF_SIDE = 0.03;
const FARTHEST = 25;

/**
 * Queries attend to each other inside their group only, and to the picture through a soft window around their present
 * box (Gao et al. 2021, SMCA), whose strength each head learns. Query positions are codes of the present box. Without a
 * box path that stays the reference box, and the whole picture is looked at alike.
 */
export class QueryDecoder extends nn.Module {
  readonly decoder: DetrDecoder;
  readonly positionHead: Mlp;
  readonly boxHead: Mlp | null;
  readonly qualityHead: Mlp;
  levelEmbedding: Tensor;
  windowGain: Tensor | null;

  constructor(
    readonly config: QueryDecoderConfig,
    { boxPath = true }: QueryDecoderOptions = {},
  ) {
    super();
    const { width, heads, levels } = config;
    this.decoder = new DetrDecoder(config);
    this.positionHead = new Mlp(2 * width, width, width, 2);
    this.boxHead = boxPath ? new Mlp(width, width, 4, 3, { zeroLast: true }) : null;
    this.qualityHead = new Mlp(width, width, 1, 2);
    this.levelEmbedding = nn.parameter(nn.init.normal_(zeros([levels, width])));
    this.windowGain = boxPath ? nn.parameter(linspace(0, 1, heads)) : null;
  }

  forward({ queries, referenceBoxes, content, ...context }: QueryContext): QueryOutputs {
    const { heads, width } = this.config;
    const pyramid = context.pyramid();
    const keys = pyramid.values.add(pyramid.positions.add(this.levelCode(pyramid))); // [B, T, d]
    const selfBias = groupBias(queries.groupIds, heads, content.dtype);
    const boxes: Tensor[] = [];
    let present = referenceBoxes; // [B, Q, 4]
    let x = content; // [B, Q, d]
    let states = x;
    for (const layer of this.decoder.layers) {
      const positions = this.positionHead.forward(boxCode(present, width).to(x.dtype));
      const crossBias = this.window(present, pyramid.centres)?.to(x.dtype);
      x = layer.forward(x, positions, { values: pyramid.values, keys, selfBias, crossBias });
      states = this.decoder.layernorm.forward(x);
      if (!this.boxHead) continue;
      const refined = this.boxHead.forward(states).add(inverseSigmoid(present)).sigmoid();
      boxes.push(refined);
      present = refined.detach();
    }
    return { states, boxes, quality: this.qualityHead.forward(states).squeeze(-1) };
  }

  /** Embedding of each token's level, [T, d]. */
  private levelCode({ grids }: PyramidMemory): Tensor {
    const { width } = this.config;
    const codes = grids.map(({ height, columns }, level) =>
      this.levelEmbedding.narrow(0, level, 1).expand([height * columns, width]),
    );
    return cat(codes);
  }

  /** Bias on cross-attention: minus gain times the squared distance from the box's centre in half sides, [B heads, Q, T]. */
  private window(boxes: Tensor, centres: Tensor): Tensor | undefined {
    if (!this.windowGain) return undefined;
    const distance = noGrad(() => {
      const half = boxes.narrow(-1, 2, 2).mul(0.5).clampMin(SMALLEST_HALF_SIDE).unsqueeze(2); // [B, Q, 1, 2]
      const offset = centres.sub(boxes.narrow(-1, 0, 2).unsqueeze(2)).div(half); // [B, Q, T, 2]
      return offset.square().sum(-1).clampMax(FARTHEST); // [B, Q, T]
    });
    return distance
      .unsqueeze(1)
      .mul(this.windowGain.neg().reshape([-1, 1, 1]))
      .flatten(0, 1);
  }
}

/** What a decoder says for one <REF>, on the padded square. */
export interface Prediction<Value = unknown> {
  sample: number;
  /** Index in the sample's list of <REF>s. */
  ref: number;
  /** null where the decoder found nothing. */
  value: Value | null;
  /** Predicted quality in 0..1, to be multiplied by the token's probability. */
  score: number;
}

/**
 * One prediction for each <REF>, in the order of groups.
 * @param quality logits [B, Q]
 * @param valueAt the value at a place in the flattened [B, Q]
 */
export function predictionsOf<Value>(
  { groups }: UnitQueries,
  quality: Tensor,
  valueAt: (slot: number) => Value | null,
): Prediction<Value>[] {
  const scores = quality.detach().sigmoid().to("float32").toTypedArray() as Float32Array;
  return groups.flatMap(({ sample, slots, refs }) =>
    slots.map((slot, i) => ({ sample, ref: refs[i], value: valueAt(slot), score: scores[slot] })),
  );
}

/** Bias that lets queries see their own group only (padding sees padding): [B, Q] -> [B heads, Q, Q]. */
function groupBias(groupIds: Tensor, heads: number, dtype: Tensor["dtype"]): Tensor {
  const [batch, length] = groupIds.shape;
  const mates = groupIds.unsqueeze(2).eq(groupIds.unsqueeze(1)); // [B, Q, Q]
  return nn.attentionBias(mates, dtype).unsqueeze(1).expand([batch, heads, length, length]).flatten(0, 1);
}

/** log(x / (1 - x)), cut off near 0 and 1. */
function inverseSigmoid(x: Tensor): Tensor {
  const inside = x.clamp(1e-4, 1 - 1e-4);
  return inside.log().sub(inside.neg().log1p());
}
