// Where the words for places of a question look, among boxes: what `<REF>`s of "the left dog" start from.
import { type Tensor, tensor } from "@refvlm/torch";
import type { CxcywhBox } from "@refvlm/vision";
import { reach } from "../place-words.js";
import type { UnitQueries } from "../router.js";

/**
 * How far each box lies where the question of each query looks; 0 where it names no place: [B, Q, N].
 * @param boxes cxcywh on the padded square, [B, N, 4]
 */
export function askedPlaces({ groups, groupIds }: UnitQueries, boxes: Tensor): Tensor {
  const [, width] = groupIds.shape;
  const [, count] = boxes.shape;
  const values = new Float32Array(groupIds.numel * count);
  const all = boxes.detach().to("float32").toTypedArray() as Float32Array;
  for (const { slots, toward } of groups) {
    if (!toward) continue;
    const from = 4 * count * Math.floor(slots[0] / width);
    const reached = Array.from({ length: count }, (_, n) =>
      reach(toward, all.subarray(from + 4 * n, from + 4 * n + 4) as unknown as CxcywhBox),
    );
    for (const slot of slots) values.set(reached, slot * count);
  }
  return tensor(values, { shape: [...groupIds.shape, count], device: boxes.device });
}
