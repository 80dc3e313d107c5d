// METEOR with the parameters of 2007 (Lavie and Agarwal), equal to NLTK's meteor_score.
import { countChunks, greedyAlignment } from "./meteor-alignment.js";
import type { MeteorWords } from "./meteor-words.js";

const alpha = 0.9;
const beta = 3;
const gamma = 0.5;

/** The score against the reference that suits the caption best. */
export function meteorNltk(
  caption: readonly string[],
  references: readonly (readonly string[])[],
  words: MeteorWords,
): number {
  return Math.max(...references.map((reference) => single(caption, reference, words)));
}

function single(caption: readonly string[], reference: readonly string[], words: MeteorWords): number {
  const matches = greedyAlignment(caption, reference, words);
  if (matches.length === 0) return 0;
  const precision = matches.length / caption.length;
  const recall = matches.length / reference.length;
  const mean = (precision * recall) / (alpha * precision + (1 - alpha) * recall);
  return mean * (1 - gamma * (countChunks(matches) / matches.length) ** beta);
}
