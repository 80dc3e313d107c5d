// Prompts in: what a user points at is called what the picture's cells there propose, before anything has been learnt.
import { indices, noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
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
  const places = new Map<number, Float32Array>();
  const boxesOf = (row: number) => {
    const boxes = places.get(row) ?? (dense.boxes.select(0, row).to("float32").toTypedArray() as Float32Array);
    places.set(row, boxes);
    return boxes;
  };
  const { device } = dense.boxes;
  return noGrad(() =>
    pointed.map(({ prompt, frame, row }) =>
      scope(() => {
        const overlap = promptOverlap(prompt, frame, boxesOf(row));
        const cells = [...overlap.keys()].filter((cell) => overlap[cell] > 0);
        if (cells.length === 0) return null;
        // The extent of a point is the fingertip's: how much it fills of a box tells less than what a drawn box does.
        const shares = Float32Array.from(cells, (cell) =>
          prompt.kind === "point" ? Math.sqrt(overlap[cell]) : overlap[cell],
        );
        const index = indices(cells, device);
        const [keys, objectness] = [dense.keys, dense.objectness].map((x) => x.narrow(0, row, 1).indexSelect(1, index));
        const fits = fit.probability(names, { keys, objectness }).select(0, 0).to("float32"); // [C, cells]
        const worth = fits.mul(tensor(shares, { device })).amax(1).mul(STEPS).round().toTypedArray() as Float32Array; // [C]
        const best = Math.max(...worth);
        return best > 0 ? worth.findIndex((each) => each >= OWN_SHARE * best) : null;
      }),
    ),
  );
}
