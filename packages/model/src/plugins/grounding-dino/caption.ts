// Captions of several phrases, each ended by a full stop: what belongs together, and which words are whose.
import { type Tensor, tensor } from "@refvlm/torch";
import type { CaptionLayout } from "./text-tokens.js";

/** BERT's ids of [CLS], [SEP], "." and "?", which part a caption. */
export const MARKS = { begin: 101, end: 102, stop: 1012, question: 1029 } as const;
const isMark = (id: number) => Object.values<number>(MARKS).includes(id);

/** Words of a phrase that a caption can hold: without those that would part it. */
export function phraseWords(ids: readonly number[]): number[] {
  return ids.filter((id) => !isMark(id));
}

/** Some phrases as one text, and where each of them is. */
export interface Caption {
  ids: number[];
  /** Words of each phrase, without the stop that ends it. */
  spans: { phrase: number; from: number; to: number }[];
}

/**
 * Packs phrases into as few captions as hold them in their order.
 * @param phrases words of each, none empty
 * @param length most words of a caption with its marks
 */
export function captionsOf(phrases: readonly (readonly number[])[], length: number): Caption[] {
  const captions: Caption[] = [];
  for (const [phrase, words] of phrases.entries()) {
    let last = captions.at(-1);
    if (!last || last.ids.length + words.length + 2 > length) captions.push((last = { ids: [MARKS.begin], spans: [] }));
    const from = last.ids.length;
    last.ids.push(...words, MARKS.stop);
    last.spans.push({ phrase, from, to: from + words.length });
  }
  for (const { ids } of captions) ids.push(MARKS.end);
  return captions;
}

/** The most words of a phrase that a caption of that length holds. */
export const longestPhrase = (length: number) => length - 3;

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
      if (!isMark(Number(values[row * length + t]))) continue;
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
