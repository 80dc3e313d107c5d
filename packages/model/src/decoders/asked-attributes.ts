// What tells a thing apart, among proposals: what `<REF>`s of "the dog on the green disc" start from.
import { type Tensor, tensor } from "@refvlm/torch";
import type { UnitQueries } from "../router.js";

/**
 * P(proposal has what the question of each query asks for); 1 where it asks for none: [B, Q, N].
 * @param attributes of the proposals, [B, A, N]
 */
export function askedAttributes({ groups, groupIds }: UnitQueries, attributes: Tensor): Tensor {
  const [, width] = groupIds.shape;
  const [, kinds, count] = attributes.shape;
  const values = new Float32Array(groupIds.numel * count).fill(1);
  const all = attributes.detach().to("float32").toTypedArray() as Float32Array;
  for (const { slots, attribute } of groups) {
    if (attribute === undefined) continue;
    const from = (Math.floor(slots[0] / width) * kinds + attribute) * count;
    for (const slot of slots) values.set(all.subarray(from, from + count), slot * count);
  }
  return tensor(values, { shape: [...groupIds.shape, count], device: attributes.device });
}
