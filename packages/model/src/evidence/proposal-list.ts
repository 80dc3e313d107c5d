// The proposal list: the best of a picture's dense proposals, each thing once for each name that it may have.
import { noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
import { cornersOf, iouOf } from "../boxes.js";
import { ListedProposals } from "../decoders/listed-proposals.js";
import type { NameFit } from "../decoders/name-fit.js";
import type { DenseProposals } from "../decoders/proposals.js";
import { unitVectors } from "../layers/unit-vectors.js";
import { padIndex } from "../matching/grouped.js";
import { OWN_SHARE } from "./name-evidence.js";

/** How long a list is, and what may stand on it. */
export interface ListLimits {
  /** Most proposals of one picture. */
  most: number;
  /** Proposals of one name that overlap more than this are one thing. */
  suppression: number;
  /** Least P(proposal is what its best name says); the best proposal of a picture is listed even below it. */
  floor: number;
  /** Whether the box, features and key of what is listed are the mean of its like, weighed by how well its name fits them. */
  pooled: boolean;
}

/** Proposals that overlap a listed one by more than this are its like. */
const ALIKE_IOU = 0.5;
/** Values are compared in thousandths, so that the last bits of a larger batch cannot choose otherwise. */
const STEPS = 1000;
/** Objectness of places without a proposal. */
const NOWHERE = -1e4;

/**
 * Lists proposals by their best name, the best first (ties by their place on the map), leaving out what overlaps an earlier
 * one that may have the same name. Chosen on the host without gradient; keys, features and objectness have gradients.
 *
 * @param names keys of the network's names, [C, K]
 */
export function listProposals(dense: DenseProposals, fit: NameFit, names: Tensor, limits: ListLimits): ListedProposals {
  const { device } = dense.boxes;
  const fits = noGrad(() => fit.probability(names, dense)); // [B, C, T]
  const corners = noGrad(() => cornersOf(dense.boxes.to("float32"))); // [B, T, 4]
  const chosen = chooseAll(fits, corners, limits);
  const { index, valid } = tokensOf(chosen, device); // [B, N]
  const at = (x: Tensor) => gathered(x, index);
  const kinds = chosen.map((list) => list.map(({ name }) => name));
  const pool = limits.pooled ? poolOf(fits, padIndex(kinds, device).index, at(corners), corners) : null;
  const pooled = (x: Tensor) => (pool ? pool.to(x.dtype).matmul(x) : at(x));
  const keys = pool ? unitVectors(pooled(dense.keys)) : at(dense.keys);
  const objectness = dense.objectness.gather(1, index).maskedFill(valid.logicalNot(), NOWHERE);
  const [batch] = dense.boxes.shape;
  const listed = new ListedProposals({
    features: pooled(dense.features),
    keys,
    objectness,
    boxes: noGrad(() => pooled(dense.boxes)),
    positions: at(dense.positions.expand([batch, -1, -1])),
    valid,
    names: noGrad(() => fit.probability(names, { keys, objectness })),
    attributes: null,
    suppression: limits.suppression,
  });
  return pool ? apart(listed, limits) : listed;
}

/** What is left of a list once its means are apart, too: those of two boxes of one thing lie closer than the boxes did. */
function apart(list: ListedProposals, limits: ListLimits): ListedProposals {
  const chosen = chooseAll(
    list.names,
    noGrad(() => cornersOf(list.boxes.to("float32"))),
    limits,
  );
  const { index, valid } = tokensOf(chosen, list.boxes.device); // [B, N]
  const at = (x: Tensor) => gathered(x, index);
  return new ListedProposals({
    features: at(list.features),
    keys: at(list.keys),
    objectness: list.objectness.gather(1, index).maskedFill(valid.logicalNot(), NOWHERE),
    boxes: at(list.boxes),
    positions: at(list.positions),
    valid,
    names: noGrad(() => list.names.gather(2, index.unsqueeze(1).expand([-1, list.names.shape[1], -1]))),
    attributes: null,
    suppression: list.suppression,
  });
}

/** Rows of x [B, T, C] at index [B, N]. */
function gathered(x: Tensor, index: Tensor): Tensor {
  return x.gather(1, index.unsqueeze(2).expand([-1, -1, x.shape[2]]));
}

/** @returns index [B, N] of what each picture lists, and which of it is padding */
function tokensOf(chosen: readonly (readonly Listed[])[], device: Tensor["device"]) {
  return padIndex(
    chosen.map((list) => list.map(({ token }) => token)),
    device,
  );
}

/** @param fits [B, C, T] @param corners [B, T, 4] */
function chooseAll(fits: Tensor, corners: Tensor, limits: ListLimits): Listed[][] {
  return noGrad(() => scope(() => fits.unbind(0).map((each, b) => choose(each, corners.select(0, b), limits))));
}

/** What share each proposal has in each listed one, [B, N, T]. @param kinds best names of the listed, [B, N] */
function poolOf(fits: Tensor, kinds: Tensor, listed: Tensor, corners: Tensor): Tensor {
  return noGrad(() => {
    const alike = iouOf(listed.unsqueeze(2), corners.unsqueeze(1)).gt(ALIKE_IOU); // [B, N, T]
    const own = fits.gather(1, kinds.unsqueeze(2).expand([-1, -1, fits.shape[2]])).mul(alike.to(fits.dtype));
    return own.div(own.sum(-1, true).clampMin(1e-12));
  });
}

/** A proposal by its place on the map, and the name that fits it best. */
interface Listed {
  token: number;
  name: number;
}

/** @param fits of one picture, [C, T] @param corners [T, 4] */
function choose(fits: Tensor, corners: Tensor, { most, suppression, floor }: ListLimits): Listed[] {
  const steps = fits.to("float32").mul(STEPS).round(); // [C, T]
  const [best, name] = steps.max(0);
  const values = best.toTypedArray() as Float32Array;
  const names = Array.from(name.toTypedArray() as BigInt64Array, Number);
  const order = [...values.keys()].sort((a, b) => values[b] - values[a] || a - b);
  const candidates = order.filter((token, rank) => rank === 0 || values[token] >= Math.round(floor * STEPS));
  const index = tensor(Int32Array.from(candidates), { dtype: "int64", device: fits.device });
  const ofCandidates = steps.indexSelect(1, index).toTypedArray() as Float32Array; // [C, M]
  const boxes = corners.indexSelect(0, index); // [M, 4]
  const listed: number[] = [];
  const free = new Uint8Array(candidates.length).fill(1);
  for (let i = 0; i < candidates.length && listed.length < most; i++) {
    if (!free[i]) continue;
    listed.push(i);
    const overlap = iouOf(boxes.select(0, i), boxes).mul(STEPS).round().toTypedArray() as Float32Array; // [M]
    const row = names[candidates[i]] * candidates.length;
    for (let j = i + 1; j < candidates.length; j++)
      if (overlap[j] > suppression * STEPS && ofCandidates[row + j] >= OWN_SHARE * values[candidates[j]]) free[j] = 0;
  }
  return listed.map((i) => ({ token: candidates[i], name: names[candidates[i]] }));
}
