// No matching (Table 8, "no matcher"): the first <REF> of a phrase means its first instance, and so on.
import { type InstanceSet, Matching, type PairCost } from "./grouped.js";

/** Pairs predictions with instances in the order of the text, whatever they cost; as `matchInstances`. */
export function matchInOrder(sets: readonly InstanceSet[], costs: readonly PairCost[], device?: string): Matching[] {
  const chosen = costs.map((): [slot: number, row: number][] => []);
  for (const { decoder, slots, rows } of sets.flat())
    for (const [i, slot] of slots.entries()) if (i < rows.length) chosen[decoder].push([slot, rows[i]]);
  return chosen.map((list) => new Matching(list, device));
}
