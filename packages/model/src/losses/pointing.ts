// Loss of pointing: the attention of a group's <REF>s must lie on the group's objects, on each of them alike.
import { adaptiveAvgPool2d, type Tensor } from "@refvlm/torch";
import { gatherRows, padIndex } from "../matching/grouped.js";
import type { QueryGroup } from "../router.js";

/** The objects that groups of <REF>s mean. */
export interface PointingTargets {
  /** Rows of `coverage` that each group means, in the order of `UnitQueries.groups`; none where it is not known. */
  rows: readonly (readonly number[])[];
  /** Coverage of cells of the padded square, 0..1: [K, n, n]. */
  coverage: Tensor;
}

/** Shape of the token map, and how strongly objects of one group must share the attention. */
export interface PointingOptions {
  height: number;
  columns: number;
  /** Weight of the second term. 1 makes the sum the mean over objects of -log(mass on the object), less its minimum. */
  balance?: number;
}

/**
 * -log(attention on the union of the group's objects) + balance * mean over objects of -log(share of the object * count);
 * both are 0 at best. Mean over the <REF>s of a group, then over groups. Which <REF> takes which object is left open.
 *
 * @param logits [B, Q, T] before suppression
 */
export function pointingLoss(
  logits: Tensor,
  groups: readonly QueryGroup[],
  { rows, coverage }: PointingTargets,
  { height, columns, balance = 1 }: PointingOptions,
): Tensor {
  const { device } = logits;
  const queries = padIndex(
    groups.map(({ slots }) => slots),
    device,
  ); // [G, N]
  const objects = padIndex(rows, device); // [G, M]
  const pooled = adaptiveAvgPool2d(coverage.unsqueeze(1), [height, columns]).flatten(1); // [K, T]
  // The best cell of an object counts fully, however little of it the object fills.
  const relative = pooled.div(pooled.amax(1, true).clampMin(1e-6));
  const present = objects.valid.to("float32"); // [G, M]
  const cells = gatherRows(relative, objects.index).mul(present.unsqueeze(2)); // [G, M, T]
  const attention = gatherRows(logits.to("float32").flatten(0, 1).softmax(-1), queries.index); // [G, N, T]

  const union = attention.matmul(cells.amax(1).unsqueeze(2)).squeeze(2).add(1e-8).log(); // [G, N]
  const each = attention.matmul(cells.transpose(1, 2)).add(1e-8).log(); // [G, N, M]
  const count = present.sum(1, true).clampMin(1); // [G, 1]
  const mean = each.mul(present.unsqueeze(1)).sum(2).div(count); // [G, N]
  const imbalance = union.sub(mean).sub(count.log());
  const asked = queries.valid.to("float32");
  const perGroup = imbalance.mul(balance).sub(union).mul(asked).sum(1).div(asked.sum(1).clampMin(1)); // [G]
  const supervised = present.amax(1);
  return perGroup.mul(supervised).sum().div(supervised.sum().clampMin(1));
}
