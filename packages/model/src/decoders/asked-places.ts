// Where the words for places of a question look, among boxes: what `<REF>`s of "the left dog" start from.
import { type Tensor, tensor } from "@refvlm/torch";
import type { CxcywhBox } from "@refvlm/vision";
import { type Direction, reach } from "../place-words.js";
import type { UnitQueries } from "../router.js";
import type { ListedProposals } from "./listed-proposals.js";

/** An eighth of a picture's side beyond a landmark is as good as any more. */
const BEYOND = 4;

/**
 * How far each proposal lies where the question of each query looks, or, up to 1, on which side of its landmark; 0 where it names
 * no place: [B, Q, N].
 */
export function askedPlaces(
  { groups, groupIds }: UnitQueries,
  { boxes, names }: Pick<ListedProposals, "boxes" | "names">,
): Tensor {
  const [, width] = groupIds.shape;
  const [, count] = boxes.shape;
  const values = new Float32Array(groupIds.numel * count);
  const all = boxes.detach().to("float32").toTypedArray() as Float32Array;
  for (const { slots, toward, beside } of groups) {
    if (!toward && !beside) continue;
    const picture = Math.floor(slots[0] / width);
    const boxOf = (n: number) =>
      all.subarray(4 * (picture * count + n), 4 * (picture * count + n + 1)) as unknown as CxcywhBox;
    const landmark = beside && boxOf(names.select(0, picture).select(0, beside.name).argmax(0).item());
    const beyond = (relation: Direction, n: number) => reach(relation, boxOf(n)) - reach(relation, landmark!);
    const reached = Array.from({ length: count }, (_, n) => {
      const side = beside ? Math.min(Math.max(BEYOND * beyond(beside.relation, n), -1), 1) : 0;
      return side + (toward ? reach(toward, boxOf(n)) : 0);
    });
    for (const slot of slots) values.set(reached, slot * count);
  }
  return tensor(values, { shape: [...groupIds.shape, count], device: boxes.device });
}
