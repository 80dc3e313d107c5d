// Chooses one token for each row of scores, among those its constraint allows. Everything as long as the vocabulary stays on
// the engine, but the probabilities of rows that are sampled.
import { indices, type Tensor, tensor } from "@refvlm/torch";
import type { TokenSet } from "@refvlm/trp/automaton";
import type { Sampler } from "./sampling.js";

/** Who chooses in a row, and among what; null allows the whole vocabulary. */
export interface Chooser {
  allowed: TokenSet | null;
  sampler: Sampler;
}

/** A chosen token and how probable the model held it, at temperature 1, among the allowed ones; NaN for broken scores. */
export interface Choice {
  id: number;
  logProbability: number;
}

/**
 * @param logits float32 [R, V], one row for each chooser; written to
 * @throws RangeError when a constraint allows nothing, or an id outside the vocabulary
 */
export function choose(logits: Tensor, choosers: readonly Chooser[]): Choice[] {
  restrict(logits, choosers);
  const scores = logits.logSoftmax(-1); // [R, V]
  const best = scores.argmax(-1); // [R]
  const ids = Array.from(best.toTypedArray() as BigInt64Array, Number);
  if (!choosers.every(({ sampler }) => sampler.greedy)) draw(scores, choosers, ids);
  const logProbabilities = scores.gather(1, indices(ids, logits.device).unsqueeze(1)).toTypedArray(); // [R, 1]
  return ids.map((id, row) => ({ id, logProbability: Number(logProbabilities[row]) }));
}

/** Replaces the best ids of rows that are sampled. @param scores logarithms of probabilities [R, V] */
function draw(scores: Tensor, choosers: readonly Chooser[], ids: number[]): void {
  const temperatures = choosers.map(({ sampler }) => (sampler.greedy ? 1 : sampler.temperature));
  const probabilities = scores.div(tensor(temperatures, { device: scores.device }).unsqueeze(1)).softmax(-1); // [R, V]
  const host = probabilities.toTypedArray() as Float32Array;
  const vocabulary = scores.shape[1];
  for (const [row, { sampler }] of choosers.entries())
    if (!sampler.greedy) ids[row] = sampler.draw(host.subarray(row * vocabulary, (row + 1) * vocabulary));
}

/** Sets the scores of what may not come to -Infinity. */
function restrict(logits: Tensor, choosers: readonly Chooser[]): void {
  const [, vocabulary] = logits.shape;
  const barred: number[] = [];
  const few: number[] = [];
  const fewRows: number[] = [];
  for (const [row, { allowed }] of choosers.entries()) {
    const from = row * vocabulary;
    if (allowed === null) continue;
    if ("only" in allowed) {
      if (allowed.only.length === 0) throw new RangeError("the constraint allows no token at all");
      fewRows.push(row);
      for (const id of allowed.only) few.push(from + inside(id, vocabulary));
    } else {
      for (const id of allowed.except) if (id < vocabulary) barred.push(from + id);
      for (let id = allowed.below; id < vocabulary; id++) barred.push(from + id);
    }
  }
  const { device } = logits;
  const flat = logits.view([-1]);
  if (barred.length > 0) flat.indexFill_(0, indices(barred, device), -Infinity);
  if (few.length === 0) return;
  const places = indices(few, device);
  const kept = flat.indexSelect(0, places);
  for (const row of fewRows) logits.select(0, row).fill_(-Infinity);
  flat.indexCopy_(0, places, kept);
}

function inside(id: number, vocabulary: number): number {
  if (id >= 0 && id < vocabulary) return id;
  throw new RangeError(`the constraint allows token ${id}, but the model's vocabulary has ${vocabulary} entries`);
}
