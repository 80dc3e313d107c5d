// Prompts in: what a user points at is called what the listed proposal there is called, before anything has been learnt.
import type { Frame, VisualPrompt } from "@refvlm/vision";
import type { ListedProposals } from "../decoders/listed-proposals.js";
import { promptOverlap } from "../decoders/prompt-overlap.js";
import { OWN_SHARE } from "./name-evidence.js";

/** A prompt, and the row of the pictures that it points into. */
export interface PointedAt {
  prompt: VisualPrompt;
  frame: Frame;
  row: number;
}

/**
 * Number of the name of what each prompt shows: that of the listed proposal with the largest overlap times fit, the first of
 * names that fit it alike; null where nothing is listed.
 */
export function promptedNames(
  pointed: readonly PointedAt[],
  { names, boxes, valid }: ListedProposals,
): (number | null)[] {
  if (pointed.length === 0) return [];
  const [, count, listed] = names.shape;
  const fits = names.detach().to("float32").toTypedArray() as Float32Array; // [B, C, N]
  const places = boxes.detach().to("float32").toTypedArray() as Float32Array; // [B, N, 4]
  const real = valid.toTypedArray() as Uint8Array; // [B, N]
  return pointed.map(({ prompt, frame, row }) => {
    const overlap = promptOverlap(prompt, frame, places.subarray(4 * listed * row, 4 * listed * (row + 1)));
    const fitOf = (name: number, n: number) => fits[(row * count + name) * listed + n];
    const most = overlap.map((_, n) => Math.max(...Array.from({ length: count }, (_, name) => fitOf(name, n))));
    const worth = overlap.map((share, n) => (real[row * listed + n] ? share * most[n] : 0));
    const best = worth.indexOf(Math.max(...worth));
    if (!(worth[best] > 0)) return null;
    return Array.from({ length: count }, (_, name) => fitOf(name, best)).findIndex(
      (fit) => fit >= OWN_SHARE * most[best],
    );
  });
}
