// Who takes which listed proposal: in the order of the text, each `<REF>` the best that is left. In training as in decoding, so
// that a pointer never learns to choose among what is taken already.

import { noGrad, type Tensor, tensor } from "@refvlm/torch";
import { cornersOf, iouOf } from "../boxes.js";
import type { QueryGroup } from "../router.js";
import type { ListedProposals } from "./listed-proposals.js";

/** What is taken counts this less. */
export const TAKEN = 1e4;

export interface Taking {
  /** 1 where an earlier `<REF>` has taken the proposal or what overlaps it, 0 elsewhere: float32 [B, Q, N]. */
  taken: Tensor;
  /** The proposal that each query takes: int64 [B, Q]; the best of all where none is left. */
  peaks: Tensor;
}

/**
 * Instances of a phrase are different things, and so are all those of a freeform list; others may be one thing again.
 * @param logits [B, Q, N], those of no proposal below all others
 */
export function takeInTurn(
  logits: Tensor,
  { boxes, suppression }: ListedProposals,
  groups: readonly QueryGroup[],
): Taking {
  const [batch, width, count] = logits.shape;
  const scores = logits.detach().to("float32").toTypedArray() as Float32Array;
  const corners = noGrad(() => cornersOf(boxes.detach().to("float32"))); // [B, N, 4]
  const same = noGrad(() =>
    iouOf(corners.unsqueeze(2), corners.unsqueeze(1)).gt(suppression),
  ).toTypedArray() as Uint8Array; // [B, N, N]
  const taken = new Float32Array(scores.length);
  const peaks = new BigInt64Array(batch * width);
  const rivalsOf = rivals(groups, batch * width);
  for (const [slot, earlier] of rivalsOf.entries()) {
    const row = slot * count;
    const picture = Math.floor(slot / width) * count;
    for (const other of earlier) {
      const peak = (picture + Number(peaks[other])) * count;
      for (let n = 0; n < count; n++) if (same[peak + n] || peak === (picture + n) * count) taken[row + n] = 1;
    }
    let best = 0;
    for (let n = 1; n < count; n++)
      if (scores[row + n] - TAKEN * taken[row + n] > scores[row + best] - TAKEN * taken[row + best]) best = n;
    peaks[slot] = BigInt(best);
  }
  const { device } = logits;
  return {
    taken: tensor(taken, { shape: [batch, width, count], device }),
    peaks: tensor(peaks, { shape: [batch, width], device }),
  };
}

/** For each place of the flattened [B, Q] the earlier ones that it may not share a proposal with. */
function rivals(groups: readonly QueryGroup[], places: number): number[][] {
  const found: number[][] = Array.from({ length: places }, () => []);
  const lists = new Map<string, number[]>();
  for (const { sample, group, triplet, list, slots } of groups) {
    const key = `${sample} ${list === undefined ? (triplet ?? `group ${group}`) : `list ${list}`}`;
    lists.set(key, [...(lists.get(key) ?? []), ...slots]);
  }
  for (const slots of lists.values()) {
    const inOrder = slots.toSorted((a, b) => a - b);
    for (const [i, slot] of inOrder.entries()) found[slot] = inOrder.slice(0, i);
  }
  return found;
}
