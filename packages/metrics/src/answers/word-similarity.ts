// How alike two phrases are by their words: a text similarity that needs no model.

/** Says how alike two texts are; 1 for equal ones. */
export type TextSimilarity = (a: string, b: string) => number;

/** Twice the common words over the words of both, in 0..1, whatever their case and order; 1 for two without words. */
export function wordSimilarity(a: string, b: string): number {
  const [first, second] = [words(a), words(b)];
  if (first.length + second.length === 0) return 1;
  const left = new Map<string, number>();
  for (const word of first) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of second) {
    const count = left.get(word) ?? 0;
    if (count > 0) common++;
    left.set(word, count - 1);
  }
  return (2 * common) / (first.length + second.length);
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * The cosine of given vectors.
 * @param vectorOf gives the vector of a text, or throws where it has none
 */
export function cosineSimilarity(vectorOf: (text: string) => ArrayLike<number>): TextSimilarity {
  return (a, b) => {
    const [first, second] = [vectorOf(a), vectorOf(b)];
    return dot(first, second) / (Math.sqrt(dot(first, first)) * Math.sqrt(dot(second, second)));
  };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
