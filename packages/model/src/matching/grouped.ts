// Parallel Grouped Hungarian Matching (section 4.3, eq. 4-8): predictions meet instances of their own phrase only, once for
// all decoders that speak of them.
import { type Tensor, tensor } from "@refvlm/torch";
import { solveAssignment } from "./hungarian.js";

/** Lists of different lengths as one index, padded with 0: int64 [G, N], and which entries are real: bool [G, N]. */
export interface PaddedIndex {
  index: Tensor;
  valid: Tensor;
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

/** Matched pairs of predictions and truth, ready for one gather on each side. */
export class Matching {
  #slots?: Tensor;
  #targets?: Tensor;

  /** @param list places in the flattened [B, Q] predictions with rows of the truth */
  constructor(
    private readonly list: readonly (readonly [slot: number, row: number])[],
    private readonly device?: string,
  ) {}

  get pairs(): number {
    return this.list.length;
  }

  /** Places in the flattened [B, Q] predictions, int64 [P]. */
  get slots(): Tensor {
    return (this.#slots ??= this.#column(0));
  }

  /** Rows of the truth, int64 [P]. */
  get targets(): Tensor {
    return (this.#targets ??= this.#column(1));
  }

  /** The pairs whose row of truth is known. */
  among(known: readonly boolean[]): Matching {
    const list = this.list.filter(([, row]) => known[row]);
    return list.length === this.list.length ? this : new Matching(list, this.device);
  }

  #column(of: 0 | 1): Tensor {
    return tensor(
      BigInt64Array.from(this.list, (pair) => BigInt(pair[of])),
      { device: this.device },
    );
  }
}

/** Where instances of one phrase occur: the places of a decoder's predictions of them, and their rows of its truth. */
export interface Occurrence {
  /** Number of the decoder. */
  decoder: number;
  slots: readonly number[];
  rows: readonly number[];
}

/**
 * Instances of one phrase that occur in the same groups, and so may take each other's place: one occurrence for each
 * group and decoder, all of as many slots and as many rows. Instances that occur in different groups are never matched
 * with each other (their cost is infinite), so they are different sets.
 */
export type InstanceSet = readonly Occurrence[];

/** Costs of every pair (equation 4) for padded indices [G, N] of predictions and [G, M] of truth -> [G, N, M]. */
export type PairCost = (slots: Tensor, rows: Tensor) => Tensor;

/**
 * Matches each set once: its cost is the sum over all decoders and groups in which it occurs. Sets of one prediction and
 * one instance, the common case, are decided without a cost; the others take one transfer a decoder. Only the block of
 * a set is read, so whatever the padding holds (equation 6 would write infinity) cannot matter.
 *
 * @param costs of each decoder
 * @returns the pairs of each decoder
 * @throws when a cost is NaN, or a set has no assignment without an infinite cost
 */
export function matchInstances(sets: readonly InstanceSet[], costs: readonly PairCost[], device?: string): Matching[] {
  const chosen = costs.map((): [slot: number, row: number][] => []);
  const open: { set: InstanceSet; count: number; columns: number; cost: Float32Array }[] = [];
  for (const set of sets) {
    const [{ slots, rows }] = set;
    const [count, columns] = [slots.length, rows.length];
    if (set.some((each) => each.slots.length !== count || each.rows.length !== columns))
      throw new Error("a set of instances must occur as a whole: give all its occurrences as many slots and rows");
    if (count === 1 && columns === 1) for (const each of set) chosen[each.decoder].push([each.slots[0], each.rows[0]]);
    else if (count > 0 && columns > 0) open.push({ set, count, columns, cost: new Float32Array(count * columns) });
  }
  for (const [decoder, cost] of costs.entries()) {
    const asked = open.flatMap((problem) =>
      problem.set.filter((each) => each.decoder === decoder).map((occurrence) => ({ problem, occurrence })),
    );
    if (asked.length === 0) continue;
    const slots = padIndex(
      asked.map(({ occurrence }) => occurrence.slots),
      device,
    );
    const rows = padIndex(
      asked.map(({ occurrence }) => occurrence.rows),
      device,
    );
    const padded = cost(slots.index, rows.index).detach().to("float32");
    const [, n, m] = padded.shape;
    const host = padded.toTypedArray() as Float32Array;
    for (const [g, { problem }] of asked.entries())
      for (let i = 0; i < problem.count; i++)
        for (let j = 0; j < problem.columns; j++) problem.cost[i * problem.columns + j] += host[(g * n + i) * m + j];
  }
  for (const { set, count, columns, cost } of open) {
    const solved = solveAssignment(cost, count, columns);
    if (!solved) throw new Error(`every assignment of ${count} predictions to ${columns} instances is forbidden`);
    for (const [i, column] of solved.colOfRow.entries())
      if (column >= 0) for (const { decoder, slots, rows } of set) chosen[decoder].push([slots[i], rows[column]]);
  }
  return chosen.map((list) => new Matching(list, device));
}

/** Rows of x [R, ...] at index [G, N] -> [G, N, ...]. */
export function gatherRows(x: Tensor, index: Tensor): Tensor {
  return x.indexSelect(0, index.flatten()).reshape([...index.shape, ...x.shape.slice(1)]);
}
