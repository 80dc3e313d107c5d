// Prompts in: what a user points at is called what the picture's cells there propose, before anything has been learnt.
import { noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
import type { Frame, VisualPrompt } from "@refvlm/vision";
import type { NameFit } from "../decoders/name-fit.js";
import { promptOverlap } from "../decoders/prompt-overlap.js";
import type { DenseProposals } from "../decoders/proposals.js";
import { OWN_SHARE } from "./name-evidence.js";

/** A prompt, and the row of the pictures that it points into. */
export interface PointedAt {
  prompt: VisualPrompt;
  frame: Frame;
  row: number;
}

/** Worths are compared in thousandths, so that the last bits of a larger batch cannot choose otherwise. */
const STEPS = 1000;

/**
 * Number of the name of what each prompt shows: that with the largest overlap times fit of any cell's box, listed or not, the first
 * of names that fit alike; null where nothing is proposed.
 * @param names keys of the network's names, [C, K]
 */
export function promptedNames(
  pointed: readonly PointedAt[],
  dense: DenseProposals,
  fit: NameFit,
  names: Tensor,
): (number | null)[] {
  const pictures = new Map<number, { boxes: Float32Array; fits: Tensor }>();
  const cellsOf = (row: number) => {
    const [boxes, keys, objectness] = [dense.boxes, dense.keys, dense.objectness].map((x) => x.narrow(0, row, 1));
    return {
      boxes: boxes.to("float32").toTypedArray() as Float32Array,
      fits: fit.probability(names, { keys, objectness }).select(0, 0).to("float32"), // [C, T]
    };
  };
  return noGrad(() =>
    scope(() =>
      pointed.map(({ prompt, frame, row }) => {
        if (!pictures.has(row)) pictures.set(row, cellsOf(row));
        const { boxes, fits } = pictures.get(row)!;
        const overlap = promptOverlap(prompt, frame, boxes);
        // The extent of a point is the fingertip's: how much it fills of a box tells less than what a drawn box does.
        const share = tensor(prompt.kind === "point" ? overlap.map(Math.sqrt) : overlap, { device: fits.device }); // [T]
        const worth = fits.mul(share).amax(1).mul(STEPS).round().toTypedArray() as Float32Array; // [C]
        const best = Math.max(...worth);
        return best > 0 ? worth.findIndex((each) => each >= OWN_SHARE * best) : null;
      }),
    ),
  );
}
