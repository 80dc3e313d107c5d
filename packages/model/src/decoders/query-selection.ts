// Query selection (after two-stage Deformable DETR, Zhu et al. 2021): where a <REF> state points among the dense proposals,
// and the reference box that it finds there. Starts every unit decoder.
import { cat, full, nn, noGrad, type Tensor } from "@refvlm/torch";
import { centredOf, cornersOf, iouOf } from "../boxes.js";
import type { DetectedCells } from "../encoders/nanodet/detection-head.js";
import { Mlp } from "../layers/mlp.js";
import { cellCentres, mapPositions, pointCode } from "../layers/sine-positions.js";
import { unitVectors } from "../layers/unit-vectors.js";
import type { UnitQueries } from "../router.js";
import { DenseProposals } from "./proposals.js";
import type { Pointing, QueryStart, StartedQueries } from "./query-start.js";

/** Sizes of query selection. */
export interface QuerySelectionConfig {
  /** Width C of the language model's hidden states. */
  hiddenSize: number;
  /** Width d of the pyramid's maps. */
  width: number;
  /** Width K of the CLIP text space, in which picture tokens have keys. */
  keySize: number;
  /** Channels of the features of a detector's cells, where one proposes; null where tokens of the map do. */
  detected?: number | null;
}

/** Instances are told apart by proposed boxes that overlap less than this. */
const SAME_OBJECT_IOU = 0.5;
const SUPPRESSED = 1e4;
/** Logit of lying on an object where names alone decide, as a detector's do. */
const SURE = 16;

/**
 * A <REF> state becomes a query in the key space (what) and one in the space of positions (where). Their products with
 * the tokens, softmaxed, are the attention. The box at its peak, averaged with its like, is the reference box.
 */
export class QuerySelection extends nn.Module implements QueryStart<DenseProposals> {
  readonly keyNorm: nn.LayerNorm | null;
  readonly keyProjection: nn.Linear | null;
  readonly objectness: nn.Linear | null;
  readonly boxHead: Mlp | null;
  readonly queryProjection: Mlp;
  readonly placeProjection: Mlp;
  readonly contentProjection: nn.Linear;
  readonly featureProjection: nn.Linear;
  logScale: Tensor;

  constructor({ hiddenSize, width, keySize, detected = null }: QuerySelectionConfig) {
    super();
    const tokensPropose = detected === null;
    // The map comes from a ReLU: without its common mean taken out, all keys would begin nearly parallel.
    this.keyNorm = tokensPropose ? new nn.LayerNorm(width) : null;
    this.keyProjection = tokensPropose ? new nn.Linear(width, keySize) : null;
    this.objectness = tokensPropose ? new nn.Linear(width, 1) : null;
    this.boxHead = tokensPropose ? new Mlp(width, width, 4, 2) : null;
    this.queryProjection = new Mlp(hiddenSize, hiddenSize, keySize, 2, { zeroLast: true });
    this.placeProjection = new Mlp(hiddenSize, width, width, 2, { zeroLast: true });
    this.contentProjection = new nn.Linear(hiddenSize, width);
    this.featureProjection = new nn.Linear(detected ?? width, width);
    this.logScale = nn.parameter(full([], Math.log(10)));
    // Stage 0 teaches the decoders without any state, so a state may only add to what they know.
    nn.init.zeros_(this.contentProjection.weight);
    if (this.boxHead) nn.init.constant_(this.boxHead.layers.at(-1).bias!, -2); // sides of an eighth of the picture at first
  }

  /** map [B, d, h, w] at stride 8 -> what its tokens propose, or a detector's cells */
  propose(map: Tensor, detected: DetectedCells | null = null): DenseProposals {
    return detected ? this.#ofDetector(detected) : this.#ofTokens(map);
  }

  #ofDetector({ points, ...cells }: DetectedCells): DenseProposals {
    const { dtype, shape } = cells.keys;
    return new DenseProposals({
      ...cells,
      objectness: full([shape[0], shape[1]], SURE, { dtype, device: points.device }),
      positions: pointCode(points, this.contentProjection.outFeatures).unsqueeze(0).to(dtype),
    });
  }

  #ofTokens(map: Tensor): DenseProposals {
    const [, width, height, columns] = map.shape;
    const features = map.flatten(2).transpose(1, 2); // [B, T, d]
    const sides = this.boxHead!.forward(features).sigmoid(); // left, top, right, bottom from the centre, [B, T, 4]
    const centres = cellCentres(height, columns, map.device); // [T, 2]
    const corners = cat([centres.sub(sides.narrow(-1, 0, 2)), centres.add(sides.narrow(-1, 2, 2))], -1);
    return new DenseProposals({
      features,
      keys: unitVectors(this.keyProjection!.forward(this.keyNorm!.forward(features))),
      objectness: this.objectness!.forward(features).squeeze(-1),
      boxes: centredOf(corners),
      positions: mapPositions(height, columns, width, map.device).to(map.dtype),
      grids: [{ height, columns }],
    });
  }

  /** Factor on the cosine of query and key, at most 100: []. */
  scale(): Tensor {
    return this.logScale.clampMax(Math.log(100)).exp();
  }

  /**
   * Where <REF>s point. What their phrases mean in the space of the keys is known since stage 0, so phrases bind to their
   * objects at once and the states only have to learn the rest: which of several, left or right, in what order.
   *
   * @param queries states over proposals of the same B pictures
   * @param phraseKeys unit vectors of the queries' phrases, [B, Q, K]; null to go by the states alone
   */
  forward(queries: UnitQueries, proposals: DenseProposals, phraseKeys: Tensor | null = null): Pointing {
    const { hiddenStates } = queries;
    const told = this.queryProjection.forward(hiddenStates);
    const what = unitVectors(phraseKeys ? told.add(phraseKeys) : told).mul(this.scale()); // [B, Q, K]
    const where = this.placeProjection.forward(hiddenStates); // [B, Q, d]
    const logits = what
      .matmul(proposals.keys.transpose(1, 2))
      .add(where.matmul(proposals.positions.transpose(1, 2)).mul(where.shape[2] ** -0.5))
      .add(proposals.objectness.logSigmoid().unsqueeze(1)); // [B, Q, T]
    return { logits, ...noGrad(() => lookAround(logits, proposals.boxes, queries)) };
  }

  point(queries: UnitQueries, proposals: DenseProposals, phraseKeys: Tensor | null): Pointing {
    return this.forward(queries, proposals, phraseKeys);
  }

  /** Queries that start where they are told that they point. */
  start(queries: UnitQueries, proposals: DenseProposals, pointing: Pointing): StartedQueries {
    const { referenceBoxes } = pointing;
    return { pointing, referenceBoxes, content: this.content(queries, pointing, proposals) };
  }

  /** Starting content of decoder queries: the state, and the features that it points at. [B, Q, d] */
  content({ hiddenStates }: UnitQueries, { attention }: Pointing, { features }: DenseProposals): Tensor {
    const seen = attention.to(features.dtype).matmul(features); // [B, Q, d]
    return this.contentProjection.forward(hiddenStates).add(this.featureProjection.forward(seen));
  }
}

/** Where other queries point: each as the one at its place in the flattened [B, Q] does; places are int64 [B', Q']. */
export function pointingAt({ logits, attention, referenceBoxes }: Pointing, places: Tensor): Pointing {
  const taken = (x: Tensor) =>
    x
      .flatten(0, 1)
      .indexSelect(0, places.flatten())
      .reshape([...places.shape, -1]);
  return { logits: taken(logits), attention: taken(attention), referenceBoxes: taken(referenceBoxes) };
}

/**
 * Peaks, instance by instance: tokens whose proposed box overlaps the one at an earlier instance's peak are out, so equal
 * states still find distinct objects. If all tokens are out, the best of them counts again.
 */
function lookAround(logits: Tensor, proposed: Tensor, { groupIds, instanceIds, instances }: UnitQueries) {
  const boxes = proposed.detach().to("float32");
  const corners = cornersOf(boxes); // [B, T, 4]
  const everyToken = corners.unsqueeze(1); // [B, 1, T, 4]
  const mates = groupIds.unsqueeze(2).eq(groupIds.unsqueeze(1)); // [B, Q, Q]
  let scores = logits.detach().to("float32");
  for (let k = 0; k + 1 < instances; k++) {
    const isEarlier = mates.logicalAnd(instanceIds.eq(k).unsqueeze(1)); // [B, Q, Q]
    const earlier = isEarlier.to(corners.dtype).matmul(peakBoxes(scores, corners)); // zeros where there is none, [B, Q, 4]
    const taken = iouOf(earlier.unsqueeze(2), everyToken).gt(SAME_OBJECT_IOU); // [B, Q, T]
    const later = instanceIds.gt(k).unsqueeze(2);
    scores = scores.sub(taken.logicalAnd(later).to(scores.dtype).mul(SUPPRESSED));
  }
  const near = iouOf(peakBoxes(scores, corners).unsqueeze(2), everyToken).gt(SAME_OBJECT_IOU); // [B, Q, T]
  const weights = scores.softmax(-1).mul(near.to(scores.dtype));
  const attention = weights.div(weights.sum(-1, true).clampMin(1e-12));
  return { attention, referenceBoxes: attention.matmul(boxes) };
}

/** Corners of the proposed box at each query's best token: [B, Q, T] and [B, T, 4] -> [B, Q, 4]. */
function peakBoxes(scores: Tensor, corners: Tensor): Tensor {
  const best = scores.argmax(-1).unsqueeze(2).expand([-1, -1, 4]);
  return corners.gather(1, best);
}
