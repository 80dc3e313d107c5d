// What each <REF> is to be cut out by: its box, or what the user points at where that is the same thing.
import type { CxcywhBox } from "@refvlm/vision";
import { pointedAt, touches } from "../../decoders/pointed-at.js";
import type { DecoderContext } from "../../units/unit-decoder.js";
import { type PicturePrompt, picturePrompt } from "./picture-prompt.js";

/** What each query of a batch is to be cut out by, by its place in [B, Q]; those without a prompt or a box are not there. */
export function askedOf({
  queries,
  pictures,
  box,
}: Pick<DecoderContext, "queries" | "pictures" | "box">): Map<number, PicturePrompt> {
  const [, width] = queries.groupIds.shape;
  const { boxes, found } = box();
  const [values, known] = [boxes.to("float32").toTypedArray() as Float32Array, found.toTypedArray()];
  const asked = new Map<number, PicturePrompt>();
  for (const group of queries.groups)
    for (const [i, slot] of group.slots.entries()) {
      const { frame } = pictures[Math.floor(slot / width)];
      const at = values.slice(4 * slot, 4 * slot + 4) as unknown as CxcywhBox;
      const own = known[slot] ? frame.fromUnitSquare(at) : null;
      const pointed = pointedAt(group, i);
      const isIt = pointed && (!own || touches(pointed, own, frame));
      if (isIt) asked.set(slot, picturePrompt(pointed));
      else if (own) asked.set(slot, { points: [], box: own, mask: null });
    }
  return asked;
}
