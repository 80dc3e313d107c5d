// Loss of pointing among listed proposals: the attention of a <REF> must lie on proposals of its group's instances that no
// earlier one has taken.
import { type Tensor, tensor } from "@refvlm/torch";
import { cornersOf, iouOf } from "../boxes.js";
import type { QueryGroup } from "../router.js";

/** What groups of <REF>s mean, as boxes. */
export interface ListedTargets {
  /** Rows of `boxes` that each group means. */
  rows: readonly (readonly number[])[];
  /** cxcywh on the padded square, [K, 4]. */
  boxes: Tensor;
  /** Which boxes are known. */
  known: readonly boolean[];
}

/** A proposal is an instance's if it overlaps its box so much; where none does, the best one is, if it overlaps at least a little. */
const SAME_OBJECT_IOU = 0.5;
const LEAST_IOU = 0.25;
/** Logits below this are of proposals that are taken, or are none. */
const MASKED = -5e3;

/**
 * -log(sum of the attention over what may be pointed at): mean over a group's <REF>s that have anything left to point at, then
 * over groups. Each earlier <REF> has taken the instance that its proposal overlaps most. Instances that nothing proposes count for nothing.
 *
 * @param logits [B, Q, N], masked
 * @param listed boxes of the proposals, [B, N, 4]
 */
export function listedPointingLoss(
  logits: Tensor,
  listed: Tensor,
  groups: readonly QueryGroup[],
  { rows, boxes, known }: ListedTargets,
): Tensor {
  const { device } = logits;
  const [, width, count] = logits.shape;
  const scores = logits.detach().to("float32").toTypedArray() as Float32Array;
  const overlap = overlaps(boxes, listed, groups, rows, width);
  const allowed = new Float32Array(scores.length);
  const weights = new Float32Array(scores.length / count);
  for (const [g, { slots }] of groups.entries()) {
    const left = new Set(rows[g].filter((row) => known[row]));
    const asked: number[] = [];
    for (const slot of [...slots].sort((a, b) => a - b)) {
      const own = scores.subarray(slot * count, (slot + 1) * count);
      const right = [...own.keys()].filter(
        (n) =>
          own[n] > MASKED && [...left].some((row) => proposes(overlap.subarray(row * count, (row + 1) * count), n)),
      );
      for (const n of right) allowed[slot * count + n] = 1;
      if (right.length > 0) asked.push(slot);
      const taken = nearest([...left], overlap, count, own.indexOf(Math.max(...own)));
      if (taken !== undefined) left.delete(taken);
    }
    for (const slot of asked) weights[slot] = 1 / asked.length;
  }
  const attention = logits.to("float32").flatten(0, 1).softmax(-1); // [B Q, N]
  const right = attention
    .mul(tensor(allowed, { shape: attention.shape, device }))
    .sum(-1)
    .add(1e-8)
    .log();
  const asked = weights.reduce((sum, weight) => sum + weight, 0); // groups that have anything to point at
  return right.mul(tensor(weights, { device })).sum().div(-Math.max(asked, 1));
}

/** IoU of each instance with the proposals of its picture: [K, N], row after row. */
function overlaps(
  boxes: Tensor,
  listed: Tensor,
  groups: readonly QueryGroup[],
  rows: readonly (readonly number[])[],
  width: number,
): Float32Array {
  const pictures = new BigInt64Array(boxes.shape[0]);
  for (const [g, { slots }] of groups.entries())
    for (const row of rows[g]) pictures[row] = BigInt(Math.floor(slots[0] / width));
  const proposed = cornersOf(listed.to("float32")).indexSelect(0, tensor(pictures, { device: listed.device })); // [K, N, 4]
  return iouOf(cornersOf(boxes).unsqueeze(1), proposed).toTypedArray() as Float32Array;
}

/** Whether proposal n is the instance's. @param overlap of the instance with all proposals */
function proposes(overlap: Float32Array, n: number): boolean {
  return overlap[n] >= SAME_OBJECT_IOU || (overlap[n] >= LEAST_IOU && overlap[n] === Math.max(...overlap));
}

/** The instance that a proposal shows, if any. */
function nearest(rows: readonly number[], overlap: Float32Array, count: number, n: number): number | undefined {
  const own = rows.filter((row) => proposes(overlap.subarray(row * count, (row + 1) * count), n));
  return own.sort((a, b) => overlap[b * count + n] - overlap[a * count + n])[0];
}
