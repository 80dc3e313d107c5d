// Learns byte-pair merges (Sennrich et al. 2016) from counted words, most frequent pair first.

interface Word {
  symbols: string[];
  count: number;
}

/**
 * @param words each distinct pre-token with its number of occurrences
 * @param limit most merges to learn
 * @param accepts says no to merges whose result may not enter the vocabulary
 * @returns merged pairs in order; fewer than `limit` when no pair occurs twice any more
 */
export function learnMerges(
  words: ReadonlyMap<string, number>,
  limit: number,
  accepts: (merged: string) => boolean = () => true,
): [left: string, right: string][] {
  const corpus: Word[] = [...words].map(([word, count]) => ({ symbols: Array.from(word), count }));
  const pairs = new PairCounts();
  for (const [index, word] of corpus.entries()) pairs.count(word, index, 1);

  const merges: [string, string][] = [];
  while (merges.length < limit) {
    const best = pairs.best();
    if (!best) break;
    const merged = best.left + best.right;
    if (!accepts(merged)) {
      pairs.forbid(best.key);
      continue;
    }
    merges.push([best.left, best.right]);
    for (const index of pairs.wordsWith(best.key)) {
      const word = corpus[index];
      pairs.count(word, index, -1);
      word.symbols = mergedSymbols(word.symbols, best.left, best.right);
      pairs.count(word, index, 1);
    }
  }
  return merges;
}

function mergedSymbols(symbols: readonly string[], left: string, right: string): string[] {
  const result: string[] = [];
  for (let i = 0; i < symbols.length; i++) {
    const joins = symbols[i] === left && symbols[i + 1] === right;
    result.push(joins ? left + right : symbols[i]);
    if (joins) i++;
  }
  return result;
}

/** How often each pair of neighbours occurs, and in which words. */
class PairCounts {
  readonly #counts = new Map<string, number>();
  readonly #words = new Map<string, Set<number>>();
  readonly #forbidden = new Set<string>();

  /** Adds (`sign` 1) or takes away (-1) the pairs of a word. */
  count(word: Word, index: number, sign: 1 | -1): void {
    for (let i = 0; i + 1 < word.symbols.length; i++) {
      const key = `${word.symbols[i]}\n${word.symbols[i + 1]}`;
      const total = (this.#counts.get(key) ?? 0) + sign * word.count;
      if (total === 0) this.#counts.delete(key);
      else this.#counts.set(key, total);
      let holders = this.#words.get(key);
      if (!holders) this.#words.set(key, (holders = new Set()));
      if (sign === 1) holders.add(index);
      else holders.delete(index);
    }
  }

  /** The most frequent pair that occurs at least twice; ties go to the first in code point order. */
  best(): { key: string; left: string; right: string } | null {
    let key = "";
    let most = 1;
    for (const [candidate, count] of this.#counts) {
      if (count < most || (count === most && (key === "" || candidate >= key)) || this.#forbidden.has(candidate))
        continue;
      [key, most] = [candidate, count];
    }
    if (key === "" || most < 2) return null;
    const [left, right] = key.split("\n");
    return { key, left, right };
  }

  forbid(key: string): void {
    this.#forbidden.add(key);
  }

  wordsWith(key: string): number[] {
    return [...(this.#words.get(key) ?? [])];
  }
}
