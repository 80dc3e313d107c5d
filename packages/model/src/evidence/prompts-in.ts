// Prompts in: what a user points at is called what the listed proposal there is called, before anything has been learnt.
import type { Frame, VisualPrompt } from "@refvlm/vision";
import type { ListedProposals } from "../decoders/listed-proposals.js";
import { promptOverlap } from "../decoders/prompt-overlap.js";
import { ListedFits } from "./listed-fits.js";

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
export function promptedNames(pointed: readonly PointedAt[], list: ListedProposals): (number | null)[] {
  if (pointed.length === 0) return [];
  const fits = new ListedFits(list);
  const names = Array.from({ length: fits.names }, (_, name) => name);
  const places = list.boxes.detach().to("float32").toTypedArray() as Float32Array; // [B, N, 4]
  return pointed.map(({ prompt, frame, row }) => {
    const boxes = places.subarray(4 * fits.listed * row, 4 * fits.listed * (row + 1));
    const worth = promptOverlap(prompt, frame, boxes).map((share, n) => share * fits.best(row, n));
    const best = worth.indexOf(Math.max(...worth));
    return worth[best] > 0 ? names.findIndex((name) => fits.owns(row, name, best)) : null;
  });
}
