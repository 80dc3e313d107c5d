// Query selection (after two-stage Deformable DETR, Zhu et al. 2021): where a <REF> state points among the dense proposals,
// and the reference box that it finds there. Starts every unit decoder.
import { cat, full, nn, noGrad, type Tensor, tensor, zerosLike } from "@refvlm/torch";
import type { Frame } from "@refvlm/vision";
import { centredOf, cornersOf, iouOf } from "../boxes.js";
import { type DetectedCells, UNNAMED_LOGIT } from "../encoders/nanodet/detection-head.js";
import { Mlp } from "../layers/mlp.js";
import { cellCentres, mapPositions, pointCode } from "../layers/sine-positions.js";
import { unitVectors } from "../layers/unit-vectors.js";
import type { UnitQueries } from "../router.js";
import { askedAttributes } from "./asked-attributes.js";
import { askedPlaces } from "./asked-places.js";
import { ListedProposals } from "./listed-proposals.js";
import { NameFit } from "./name-fit.js";
import { missedBoxes } from "./pointed-at.js";
import { besidePrompts, promptedOverlap } from "./prompt-overlap.js";
import { DenseProposals, type Proposals } from "./proposals.js";
import type { Pointing, QueryStart, StartedQueries } from "./query-start.js";
import { TAKEN, takeInTurn } from "./take-in-turn.js";

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
  /** Whether it also says with which probability a name fits. */
  nameFit: boolean;
  /** With evidence: whether pointing starts from it, and from what a user points at. */
  evidence?: PointingEvidence | null;
}

/** Which evidence `<REF>`s point by. */
export interface PointingEvidence {
  pointer: boolean;
  promptsIn?: boolean;
  placesIn?: boolean;
  /** What tells things of one name apart. */
  attributes?: readonly string[];
}

/** Instances are told apart by proposed boxes that overlap less than this. */
const SAME_OBJECT_IOU = 0.5;
const SUPPRESSED = 1e4;
/** Logit of lying on an object where names alone decide, as a detector's do. */
const SURE = 16;
/** What a detector's keys are made for: their products with names are logits, above what an unknown text gets. */
const DETECTED = { scale: 1, bias: UNNAMED_LOGIT };
/** A fit below this is none: what keeps the logarithm of a pointer's evidence. */
const LEAST_FIT = 0.005;
/** What half a side nearer to where a question looks is worth at first: more than a detector's doubts between two dogs. */
const PLACE_WEIGHT = 2;
/** The same of an overlap with a prompt; a point shares a little of even the largest box around it. */
const LEAST_OVERLAP = 1e-4;

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
  /** Probability of names, where the config asks for it. */
  readonly nameFit: NameFit | null;
  logScale: Tensor;
  /** What the evidence for a phrase weighs where its <REF>s point; null where they go by states. */
  evidenceWeight: Tensor | null;
  /** The same of what the user points at. */
  promptWeight: Tensor | null;
  /** The same of how far things lie where the question's words for places look. */
  placeWeight: Tensor | null;
  /** The same of what tells a thing apart. */
  attributeWeight: Tensor | null;

  constructor({ hiddenSize, width, keySize, nameFit, detected = null, evidence = null }: QuerySelectionConfig) {
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
    this.nameFit = nameFit ? new NameFit(tokensPropose ? undefined : DETECTED) : null;
    this.logScale = nn.parameter(full([], Math.log(10)));
    this.evidenceWeight = evidence?.pointer ? nn.parameter(full([], 1)) : null;
    this.promptWeight = evidence?.pointer && evidence.promptsIn ? nn.parameter(full([], 1)) : null;
    this.placeWeight = evidence?.pointer && evidence.placesIn ? nn.parameter(full([], PLACE_WEIGHT)) : null;
    this.attributeWeight = evidence?.pointer && evidence.attributes?.length ? nn.parameter(full([], 1)) : null;
    // Stage 0 teaches the decoders without any state, so a state may only add to what they know.
    nn.init.zeros_(this.contentProjection.weight);
    if (this.boxHead) nn.init.constant_(this.boxHead.layers.at(-1).bias!, -2); // sides of an eighth of the picture at first
  }

  /** map [B, d, h, w] at stride 8 -> what its tokens propose, or a detector's cells */
  propose(map: Tensor | null, detected: DetectedCells | null = null): DenseProposals {
    return detected ? this.#ofDetector(detected) : this.#ofTokens(map!);
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
    const told = this.queryProjection.forward(queries.hiddenStates);
    const what = unitVectors(phraseKeys ? told.add(phraseKeys) : told); // [B, Q, K]
    const logits = this.#told(what, queries, proposals).add(proposals.objectness.logSigmoid().unsqueeze(1)); // [B, Q, T]
    return { logits, ...noGrad(() => lookAround(logits, proposals.boxes, queries)) };
  }

  /**
   * Where <REF>s point among listed proposals: alpha log P(proposal is what the phrase names), alpha learnt from 1, the same of
   * the overlap with what the user points at, of what the question tells the thing apart by, and of how far it lies where the
   * question looks, and what the states tell, learnt from 0. What earlier instances of the same phrase or list took is masked.
   * @param frames of the queries' pictures
   * @throws Error for a network whose pointing has no evidence
   */
  pointAmong(
    queries: UnitQueries,
    listed: ListedProposals,
    phraseKeys: Tensor | null,
    frames: readonly Frame[] = [],
  ): Pointing {
    const { nameFit, evidenceWeight, promptWeight, placeWeight, attributeWeight } = this;
    if (!nameFit || !evidenceWeight)
      throw new Error("evidence.pointer: <REF>s of this network do not point by evidence");
    const named = phraseKeys ? nameFit.probability(phraseKeys, listed) : listed.objectness.sigmoid().unsqueeze(1);
    const apart = attributeWeight && listed.attributes && askedAttributes(queries, listed.attributes); // [B, Q, N]
    const fits = apart ? named.mul(apart.to(named.dtype)) : named;
    const told = this.#told(this.queryProjection.forward(queries.hiddenStates), queries, listed);
    const overlap =
      promptWeight && queries.groups.some(({ prompts }) => prompts && prompts.length > 0)
        ? promptedOverlap(queries, frames, listed.boxes)
        : null; // [B, Q, N]
    const shown = overlap?.clampMin(LEAST_OVERLAP).log().to(told.dtype).mul(promptWeight!) ?? null;
    const beside = overlap && besidePrompts(queries, overlap).to(told.dtype).mul(-TAKEN);
    const placed = placeWeight && askedPlaces(queries, listed).to(told.dtype).mul(placeWeight); // [B, Q, N]
    const has = apart?.clampMin(LEAST_FIT).log().to(told.dtype).mul(attributeWeight!) ?? null; // [B, Q, N]
    const open = [shown, beside, placed, has]
      .reduce<Tensor>((sum, more) => (more ? sum.add(more) : sum), told)
      .add(named.clampMin(LEAST_FIT).log().mul(evidenceWeight))
      .sub(
        listed.valid
          .logicalNot()
          .unsqueeze(1)
          .to(named.dtype)
          .mul(2 * TAKEN),
      ); // [B, Q, N]
    const { taken, peaks } = takeInTurn(open, listed, queries.groups);
    const at = peaks.unsqueeze(2); // [B, Q, 1]
    const proposed = listed.boxes.to("float32").gather(1, at.expand([-1, -1, 4])); // [B, Q, 4]
    const missed = missedBoxes(queries, frames, proposed);
    const fitting = noGrad(() => fits.to("float32").expand([-1, at.shape[1], -1]).gather(2, at).squeeze(2)); // [B, Q]
    return {
      logits: open.sub(taken.to(open.dtype).mul(TAKEN)),
      attention: noGrad(() => zerosLike(taken).scatter(2, at, 1)),
      referenceBoxes: missed.boxes,
      fits: missed.drawn.size > 0 ? without(fitting, missed.drawn) : fitting,
      listed: listed.boxes,
    };
  }

  /** What states tell: what (a query in the space of keys) and where, [B, Q, T]. */
  #told(what: Tensor, { hiddenStates }: UnitQueries, { keys, positions }: Proposals): Tensor {
    const where = this.placeProjection.forward(hiddenStates); // [B, Q, d]
    return what
      .mul(this.scale())
      .matmul(keys.transpose(1, 2))
      .add(where.matmul(positions.transpose(1, 2)).mul(where.shape[2] ** -0.5));
  }

  point(
    queries: UnitQueries,
    proposals: DenseProposals | ListedProposals,
    phraseKeys: Tensor | null,
    frames: readonly Frame[],
  ): Pointing {
    return proposals instanceof ListedProposals
      ? this.pointAmong(queries, proposals, phraseKeys, frames)
      : this.forward(queries, proposals, phraseKeys);
  }

  /** Queries that start where they are told that they point. */
  start(queries: UnitQueries, proposals: DenseProposals | ListedProposals, pointing: Pointing): StartedQueries {
    const { referenceBoxes } = pointing;
    return { pointing, referenceBoxes, content: this.content(queries, pointing, proposals) };
  }

  /** Starting content of decoder queries: the state, and the features that it points at. [B, Q, d] */
  content({ hiddenStates }: UnitQueries, { attention }: Pointing, { features }: Proposals): Tensor {
    const seen = attention.to(features.dtype).matmul(features); // [B, Q, d]
    return this.contentProjection.forward(hiddenStates).add(this.featureProjection.forward(seen));
  }
}

/** Where other queries point: each as the one at its place in the flattened [B, Q] does; places are int64 [B', Q']. */
export function pointingAt({ logits, attention, referenceBoxes, fits, listed }: Pointing, places: Tensor): Pointing {
  const [, width] = logits.shape;
  const rows = () => places.select(1, 0).floorDivide(width); // places of a row are of one row
  const taken = (x: Tensor) =>
    x
      .flatten(0, 1)
      .indexSelect(0, places.flatten())
      .reshape([...places.shape, -1]);
  return {
    logits: taken(logits),
    attention: taken(attention),
    referenceBoxes: taken(referenceBoxes),
    fits: fits && taken(fits.unsqueeze(2)).squeeze(2),
    listed: listed?.indexSelect(0, rows()),
  };
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

/** Fits [B, Q] with 0 at some places of the flattened: what nothing proposes fits no name. */
function without(fits: Tensor, slots: ReadonlySet<number>): Tensor {
  const values = (fits.toTypedArray() as Float32Array).map((fit, slot) => (slots.has(slot) ? 0 : fit));
  return tensor(values, { shape: [...fits.shape], device: fits.device });
}

/** Corners of the proposed box at each query's best token: [B, Q, T] and [B, T, 4] -> [B, Q, 4]. */
function peakBoxes(scores: Tensor, corners: Tensor): Tensor {
  const best = scores.argmax(-1).unsqueeze(2).expand([-1, -1, 4]);
  return corners.gather(1, best);
}
