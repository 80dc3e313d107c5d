// ROUGE-L: the longest common subsequence, as COCO's caption evaluation computes it (Lin 2004).

const beta = 1.2;

/**
 * ROUGE-L of one caption: the F score of the best precision and the best recall, each taken over all references on
 * its own. A caption without words counts as one empty word, as in the official tool.
 */
export function rougeL(caption: readonly string[], references: readonly (readonly string[])[]): number {
  const words = caption.length > 0 ? caption : [""];
  let precision = 0;
  let recall = 0;
  for (const each of references) {
    const reference = each.length > 0 ? each : [""];
    const common = longestCommonSubsequence(words, reference);
    precision = Math.max(precision, common / words.length);
    recall = Math.max(recall, common / reference.length);
  }
  if (precision === 0 || recall === 0) return 0;
  return ((1 + beta ** 2) * precision * recall) / (recall + beta ** 2 * precision);
}

/** The number of words in the longest sequence that stands in both, in order but not necessarily side by side. */
function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  const row = new Uint32Array(b.length + 1);
  for (const word of a)
    for (let j = 1, diagonal = 0; j <= b.length; j++) {
      const above = row[j]!;
      row[j] = word === b[j - 1] ? diagonal + 1 : Math.max(above, row[j - 1]!);
      diagonal = above;
    }
  return row[b.length]!;
}
