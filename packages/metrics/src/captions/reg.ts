// Referring expression generation: a region described in words, judged by METEOR and CIDEr (paper, table 4).
import type { Evaluation } from "../evaluation.js";
import { type CaptionSample, evaluateCaptions } from "./evaluate-captions.js";
import type { MeteorWords } from "./meteor-words.js";

/**
 * The two figures that papers report; a sample is a region with all its expressions. Their "CIDEr" is CIDEr-D.
 * @throws MetricsError as {@link evaluateCaptions}
 */
export function evaluateReg(samples: readonly CaptionSample[], words: MeteorWords): Evaluation {
  const all = evaluateCaptions(samples, words);
  return {
    ...all,
    figures(chosen) {
      const { METEOR, "CIDEr-D": cider } = all.figures(chosen);
      return { METEOR: METEOR!, "CIDEr-D": cider! };
    },
  };
}
