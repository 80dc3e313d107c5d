// What of an answer's making is shown on the picture: where a `<REF>` looked, what was proposed.
import { computed, signal } from "@preact/signals";
import { Frame } from "@refvlm/vision";
import type { ExplanationJson } from "../server/shapes.js";
import { conversation } from "../state/studio.js";

export type Reference = ExplanationJson["references"][number];

export const explanation = computed(() => conversation.value?.shown.value?.answer.whole.value?.explanation ?? null);
/** By its place among the answer's references; null: none is looked into. */
export const chosenReference = signal<number | null>(null);
export const showsProposals = signal(false);
export const attended = computed((): Reference | null => {
  const { references = [] } = explanation.value ?? {};
  return references[chosenReference.value ?? -1] ?? null;
});

/** Longest side of a heat map in pixels: its cells are few, and blend into each other. */
const LONGEST = 256;

/** Where it looked, over the picture: the padded square's weights cut to what the picture fills of it. */
export function paintAttention({ picture: { side, weights } }: Reference, size: { width: number; height: number }) {
  const frame = Frame.letterbox(size.width, size.height);
  const scale = LONGEST / Math.max(size.width, size.height);
  const image = new ImageData(
    Math.max(1, Math.round(size.width * scale)),
    Math.max(1, Math.round(size.height * scale)),
  );
  const most = Math.max(...weights, 1e-9);
  for (let y = 0; y < image.height; y++)
    for (let x = 0; x < image.width; x++) {
      const [u, v] = frame.pointToUnitSquare([
        ((x + 0.5) * size.width) / image.width,
        ((y + 0.5) * size.height) / image.height,
      ]);
      const share = between(weights, side, u * side - 0.5, v * side - 0.5) / most;
      // Dark where it did not look, clear where it did.
      image.data.set([255 * share, 160 * share ** 2, 40, 40 + 150 * (1 - share)], 4 * (y * image.width + x));
    }
  return image;
}

/** Bilinear between the centres of cells. */
function between(weights: readonly number[], side: number, x: number, y: number): number {
  const at = (column: number, row: number) =>
    weights[Math.min(Math.max(row, 0), side - 1) * side + Math.min(Math.max(column, 0), side - 1)]!;
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [across, down] = [x - left, y - top];
  const upper = at(left, top) * (1 - across) + at(left + 1, top) * across;
  const lower = at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across;
  return upper * (1 - down) + lower * down;
}
