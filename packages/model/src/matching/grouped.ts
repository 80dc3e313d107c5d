// Parallel Grouped Hungarian Matching (section 4.3, eq. 4-8): predictions meet targets inside their own group only.
import { type Tensor, tensor } from "@refvlm/torch";
import { solveAssignment } from "./hungarian.js";

/** Lists of different lengths as one index, padded with 0: int64 [G, N], and which entries are real: bool [G, N]. */
export interface PaddedIndex {
  index: Tensor;
  valid: Tensor;
}

/** Matched pairs as indices, ready for one gather on each side. */
export interface Matching {
  /** Places in the flattened [B, Q] predictions, int64 [P]. */
  slots: Tensor;
  /** Rows of the target list, int64 [P]. */
  targets: Tensor;
  /** P. */
  pairs: number;
}

/** Pads lists of indices to the longest (equation 5's N and M). */
export function padIndex(lists: readonly (readonly number[])[], device?: string): PaddedIndex {
  const width = Math.max(1, ...lists.map((list) => list.length));
  const index = new BigInt64Array(lists.length * width);
  const valid = new Uint8Array(index.length);
  for (const [g, list] of lists.entries()) {
    for (const [i, value] of list.entries()) {
      index[g * width + i] = BigInt(value);
      valid[g * width + i] = 1;
    }
  }
  const shape = [lists.length, width];
  return { index: tensor(index, { shape, device }), valid: tensor(valid, { shape, device }).to("bool") };
}

/** Rows of the target list by group, when targets lie one group after the other: counts [2, 1] -> [[0, 1], [2]]. */
export function targetRows(counts: readonly number[]): number[][] {
  let next = 0;
  return counts.map((count) => Array.from({ length: count }, () => next++));
}

/**
 * Solves every group of a padded cost tensor (equations 5-8). Only the block [rows[g], cols[g]] of a group is read, so
 * whatever the padding holds (equation 6 would write infinity) cannot matter.
 *
 * @param cost [G, N, M]; crosses to the host once
 * @returns the column of each row for each group, -1 for unmatched and padded rows
 * @throws when a cost is NaN, or a group has no assignment without an infinite cost
 */
export function solveGroups(cost: Tensor, rows: readonly number[], cols: readonly number[]): Int32Array[] {
  const [, n, m] = cost.shape;
  const host = cost.detach().to("float32").toTypedArray() as Float32Array;
  return rows.map((count, g) => {
    const colOfRow = new Int32Array(n).fill(-1);
    const solved = solveAssignment(host, count, cols[g], { offset: g * n * m, stride: m });
    if (!solved)
      throw new Error(`group ${g}: every assignment of ${count} predictions to ${cols[g]} targets is forbidden`);
    colOfRow.set(solved.colOfRow);
    return colOfRow;
  });
}

/**
 * Matches each group's predictions with its targets. Groups of one prediction and one target, the common case, are
 * decided without a cost or a transfer.
 *
 * @param slots places of each group's predictions in the flattened [B, Q]
 * @param counts number of targets of each group; targets lie one group after the other
 * @param pairCost cost of every pair (equation 4) for padded indices [G, N] of predictions and [G, M] of targets -> [G, N, M]
 */
export function matchGroups(
  slots: readonly (readonly number[])[],
  counts: readonly number[],
  pairCost: (slots: Tensor, targets: Tensor) => Tensor,
  device?: string,
): Matching {
  if (slots.length !== counts.length) {
    throw new Error(
      `${slots.length} groups of <REF> but targets for ${counts.length}: list targets in the order of groups`,
    );
  }
  const rows = targetRows(counts);
  const chosen: [slot: number, row: number][] = [];
  const open: number[] = [];
  for (const g of slots.keys()) {
    if (slots[g].length === 1 && counts[g] === 1) chosen.push([slots[g][0], rows[g][0]]);
    else if (slots[g].length > 0 && counts[g] > 0) open.push(g);
  }
  if (open.length > 0) {
    const predictions = padIndex(
      open.map((g) => slots[g]),
      device,
    );
    const targets = padIndex(
      open.map((g) => rows[g]),
      device,
    );
    const solved = solveGroups(
      pairCost(predictions.index, targets.index),
      open.map((g) => slots[g].length),
      open.map((g) => counts[g]),
    );
    for (const [k, g] of open.entries()) {
      for (const [i, slot] of slots[g].entries()) if (solved[k][i] >= 0) chosen.push([slot, rows[g][solved[k][i]]]);
    }
  }
  const column = (of: 0 | 1) =>
    tensor(
      BigInt64Array.from(chosen, (pair) => BigInt(pair[of])),
      { device },
    );
  return { slots: column(0), targets: column(1), pairs: chosen.length };
}

/** Rows of x [R, ...] at index [G, N] -> [G, N, ...]. */
export function gatherRows(x: Tensor, index: Tensor): Tensor {
  return x.indexSelect(0, index.flatten()).reshape([...index.shape, ...x.shape.slice(1)]);
}
