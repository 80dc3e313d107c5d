// Figures that are ratios of two sums over samples: accuracies, means, overall IoU, and most others.
import type { Evaluation, Figures } from "../evaluation.js";

/** What each sample adds to the sum above and to the sum below; `of` 0 leaves a sample out of this figure. */
export interface Ratio {
  gain: ArrayLike<number>;
  of: ArrayLike<number>;
}

/** The mean of one value a sample. */
export function mean(values: ArrayLike<number>): Ratio {
  return { gain: values, of: new Uint8Array(values.length).fill(1) };
}

/** The mean over the samples that `chosen` says 1 for. */
export function meanWhere(values: ArrayLike<number>, chosen: ArrayLike<number>): Ratio {
  return { gain: Float64Array.from(values, (value, i) => (chosen[i] ? value : 0)), of: chosen };
}

/** An evaluation over `size` samples; a figure without anything below is NaN. */
export function ratioEvaluation(
  size: number,
  ratios: Readonly<Record<string, Ratio>>,
  about: Omit<Evaluation, "size" | "figures"> = {},
): Evaluation {
  return {
    ...about,
    size,
    figures: (samples): Figures =>
      Object.fromEntries(Object.entries(ratios).map(([name, ratio]) => [name, quotient(ratio, samples, size)])),
  };
}

function quotient({ gain, of }: Ratio, samples: Uint32Array | undefined, size: number): number {
  let [above, below] = [0, 0];
  if (samples)
    for (const sample of samples) {
      above += gain[sample]!;
      below += of[sample]!;
    }
  else
    for (let i = 0; i < size; i++) {
      above += gain[i]!;
      below += of[i]!;
    }
  return above / below;
}
