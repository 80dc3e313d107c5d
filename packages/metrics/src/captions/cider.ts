// CIDEr and CIDEr-D: tf-idf weighted n-gram similarity with the references (Vedantam et al. 2015).
import { type NGramCounts, ngramOrder } from "./ngrams.js";

/** The n-grams of a caption and of its references. */
export interface CiderSample {
  readonly caption: readonly NGramCounts[];
  readonly references: readonly (readonly NGramCounts[])[];
}

/** Width, in words, of CIDEr-D's Gaussian length penalty. */
const sigma = 6;

/**
 * CIDEr-D (`clipped`, what COCO's caption evaluation calls CIDEr) and plain CIDEr (`plain`) of every sample. An
 * n-gram's weight comes from the number of samples with it in a reference, so a score belongs to its corpus: with
 * one sample all weights, and both scores, are 0.
 */
export function ciderScores(samples: readonly CiderSample[]): { clipped: Float64Array; plain: Float64Array } {
  const frequency = documentFrequency(samples);
  const logSamples = Math.log(samples.length);
  const vectors = (counts: readonly NGramCounts[]) =>
    counts.map((each) => tfIdf(each, (ngram) => logSamples - Math.log(Math.max(1, frequency.get(ngram) ?? 0))));
  const clipped = new Float64Array(samples.length);
  const plain = new Float64Array(samples.length);
  samples.forEach(({ caption, references }, index) => {
    const vector = vectors(caption);
    for (const reference of references.map(vectors)) {
      // The official length is the number of bigrams.
      const difference = vector[1]!.total - reference[1]!.total;
      const penalty = Math.exp(-(difference ** 2) / (2 * sigma ** 2));
      for (let n = 0; n < ngramOrder; n++) {
        const norms = vector[n]!.norm * reference[n]!.norm;
        if (norms === 0) continue;
        clipped[index]! += (penalty * product(vector[n]!, reference[n]!, Math.min)) / norms;
        plain[index]! += product(vector[n]!, reference[n]!, (weight) => weight) / norms;
      }
    }
    const scale = 10 / (ngramOrder * references.length);
    clipped[index]! *= scale;
    plain[index]! *= scale;
  });
  return { clipped, plain };
}

/** In how many samples' references each n-gram occurs. */
function documentFrequency(samples: readonly CiderSample[]): Map<number, number> {
  const frequency = new Map<number, number>();
  for (const { references } of samples) {
    const seen = new Set<number>();
    for (const reference of references)
      for (const counts of reference) for (const ngram of counts.keys()) seen.add(ngram);
    for (const ngram of seen) frequency.set(ngram, (frequency.get(ngram) ?? 0) + 1);
  }
  return frequency;
}

interface TfIdf {
  readonly weights: ReadonlyMap<number, number>;
  readonly norm: number;
  /** N-grams, repeated ones included. */
  readonly total: number;
}

function tfIdf(counts: NGramCounts, idf: (ngram: number) => number): TfIdf {
  const weights = new Map<number, number>();
  let square = 0;
  let total = 0;
  for (const [ngram, count] of counts) {
    const weight = count * idf(ngram);
    weights.set(ngram, weight);
    square += weight ** 2;
    total += count;
  }
  return { weights, norm: Math.sqrt(square), total };
}

function product(a: TfIdf, b: TfIdf, limit: (own: number, other: number) => number): number {
  let sum = 0;
  for (const [ngram, weight] of a.weights) {
    const other = b.weights.get(ngram);
    if (other !== undefined) sum += limit(weight, other) * other;
  }
  return sum;
}
