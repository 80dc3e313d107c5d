// Evidence that a named thing is in the picture at all (DESIGN section 5, "Score"): how well its name fits the proposal that
// fits it best. A `<REF>` always points somewhere; this is what tells an absent thing from one that is there.
import type { Tensor } from "@refvlm/torch";
import type { DenseProposals } from "./proposals.js";

/**
 * max over tokens of max(cos(name, key), 0) * P(object).
 * @param names unit vectors of names in the space of the keys, [B, N, K]
 * @returns [B, N] in 0..1
 */
export function presenceOf(names: Tensor, { keys, objectness }: DenseProposals): Tensor {
  const fit = names.matmul(keys.transpose(1, 2)).clampMin(0); // [B, N, T]
  return fit.mul(objectness.sigmoid().unsqueeze(1)).amax(-1);
}
