// N-grams as numbers, so that the caption scores count and compare integers instead of joined words.

/** How often each n-gram of one length occurs in a sentence. */
export type NGramCounts = ReadonlyMap<number, number>;

/** The longest n-grams that BLEU and CIDEr look at. */
export const ngramOrder = 4;

/** Words and numbers of n-grams share one key; no vocabulary comes near this many words. */
const maxWords = 2 ** 24;

/** Gives each distinct n-gram of a corpus its number, the same in every sentence. */
export class NGramIndex {
  private readonly words = new Map<string, number>();
  /** By (n-gram without its last word) * maxWords + last word. */
  private readonly ngrams = new Map<number, number>();

  /** The counts of a sentence's n-grams: entry n - 1 holds those of n words. */
  count(sentence: readonly string[]): NGramCounts[] {
    const words = sentence.map((word) => number(this.words, word));
    const counts = Array.from({ length: ngramOrder }, () => new Map<number, number>());
    for (let start = 0; start < words.length; start++) {
      let ngram = 0;
      for (let n = 0; n < ngramOrder && start + n < words.length; n++) {
        ngram = number(this.ngrams, ngram * maxWords + words[start + n]!);
        counts[n]!.set(ngram, (counts[n]!.get(ngram) ?? 0) + 1);
      }
    }
    return counts;
  }
}

/** The key's number, counted from 1: 0 is the empty n-gram. */
function number<K>(numbers: Map<K, number>, key: K): number {
  let value = numbers.get(key);
  if (value === undefined) numbers.set(key, (value = numbers.size + 1));
  return value;
}
