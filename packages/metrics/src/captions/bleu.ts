// BLEU-1 to BLEU-4 with the closest reference's length, as COCO's caption evaluation computes it (Papineni et al. 2002).
import { type NGramCounts, ngramOrder } from "./ngrams.js";

/** What BLEU needs to know of one caption; sums of it give the figure of a corpus. */
export interface BleuCounts {
  /** Words of the caption. */
  length: number;
  /** Words of the reference whose length is closest, the shorter one of two. */
  referenceLength: number;
  /** N-grams of the caption found in a reference, each at most as often as in the reference that has it most. */
  readonly correct: number[];
  /** N-grams of the caption. */
  readonly guessed: number[];
}

/** Counts a caption's n-grams (of {@link NGramIndex.count}) against its references. */
export function bleuCounts(
  caption: readonly NGramCounts[],
  length: number,
  references: readonly (readonly NGramCounts[])[],
  referenceLengths: readonly number[],
): BleuCounts {
  const counts: BleuCounts = { length, referenceLength: closest(referenceLengths, length), correct: [], guessed: [] };
  for (let n = 0; n < ngramOrder; n++) {
    let correct = 0;
    for (const [ngram, count] of caption[n]!) {
      let most = 0;
      for (const reference of references) most = Math.max(most, reference[n]!.get(ngram) ?? 0);
      correct += Math.min(count, most);
    }
    counts.correct.push(correct);
    counts.guessed.push(Math.max(0, length - n));
  }
  return counts;
}

/** BLEU-1 .. BLEU-4 of summed counts. */
export function bleu(samples: Iterable<BleuCounts>): number[] {
  const sum = { length: 0, referenceLength: 0, correct: [0, 0, 0, 0], guessed: [0, 0, 0, 0] };
  for (const { length, referenceLength, correct, guessed } of samples) {
    sum.length += length;
    sum.referenceLength += referenceLength;
    for (let n = 0; n < ngramOrder; n++) {
      sum.correct[n]! += correct[n]!;
      sum.guessed[n]! += guessed[n]!;
    }
  }
  // The official constants, which keep empty captions finite.
  const small = 1e-9;
  const tiny = 1e-15;
  const ratio = (sum.length + tiny) / (sum.referenceLength + small);
  const brevity = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
  let product = 1;
  return sum.correct.map((correct, n) => {
    product *= (correct + tiny) / (sum.guessed[n]! + small);
    return product ** (1 / (n + 1)) * brevity;
  });
}

function closest(lengths: readonly number[], length: number): number {
  return lengths.reduce((best, each) => {
    const nearer = Math.abs(each - length) - Math.abs(best - length);
    return nearer < 0 || (nearer === 0 && each < best) ? each : best;
  });
}
