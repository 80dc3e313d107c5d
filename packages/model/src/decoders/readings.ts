// Read-out of queries: one answer for each <REF>, in the order of groups, with its score.
import type { Tensor } from "@refvlm/torch";
import type { UnitQueries } from "../router.js";
import type { UnitReading } from "../units/unit-decoder.js";

/** Collects the value and the quality (logits [B, Q]) of every real query by its place in the flattened [B, Q]. */
export function readings<Value>(
  { groups }: UnitQueries,
  quality: Tensor,
  valueAt: (slot: number) => Value,
): UnitReading<Value>[] {
  const scores = quality.detach().sigmoid().to("float32").toTypedArray() as Float32Array;
  return groups.flatMap(({ sample, slots, refs }) =>
    slots.map((slot, i) => ({ sample, ref: refs[i], value: valueAt(slot), score: scores[slot] })),
  );
}
