// Captions of several phrases, each ended by a full stop: what belongs together, and which words are whose.
import { type Tensor, tensor } from "@refvlm/torch";
import type { CaptionLayout } from "./text-tokens.js";

/** BERT's ids of [CLS], [SEP], "." and "?", which part a caption. */
export const [BEGIN, END, STOP, QUESTION] = [101, 102, 1012, 1029];
const MARKS: ReadonlySet<number> = new Set([BEGIN, END, STOP, QUESTION]);

/**
 * Words see those of their phrase, up to the mark that closes it, and places count from 0 in each.
 * @param ids int64 [B, T]
 * @param real 1 for words, 0 for padding, [B, T]; null without padding
 */
export function captionLayout(ids: Tensor, real: Tensor | null = null): CaptionLayout {
  const [batch, length] = ids.shape;
  const { device } = ids;
  const values = ids.toTypedArray() as BigInt64Array;
  const places = new BigInt64Array(batch * length);
  const allowed = new Uint8Array(batch * length * length);
  for (let row = 0; row < batch; row++) {
    let first = 0;
    for (let t = 0; t < length; t++) {
      allowed[(row * length + t) * length + t] = 1;
      if (!MARKS.has(Number(values[row * length + t]))) continue;
      if (t > 0 && t < length - 1)
        for (let from = first; from <= t; from++) {
          places[row * length + from] = BigInt(from - first);
          allowed.fill(1, (row * length + from) * length + first, (row * length + from) * length + t + 1);
        }
      first = t + 1;
    }
  }
  return {
    places: tensor(places, { shape: [batch, length], device }),
    allowed: tensor(allowed, { shape: [batch, length, length], device }).to("bool"),
    real: (real ?? ids.eq(ids)).to("bool"),
  };
}
