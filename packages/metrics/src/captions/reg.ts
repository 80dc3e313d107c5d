// Referring expression generation: a region described in words, judged by METEOR and CIDEr (paper, table 4).
import type { Evaluation } from "../evaluation.js";
import { readCocoCaptions } from "./coco-captions.js";
import { type CaptionSample, evaluateCaptions } from "./evaluate-captions.js";

/**
 * The two figures that papers report; a sample is a region with all its expressions. Their "CIDEr" is CIDEr-D.
 * @throws MetricsError as {@link evaluateCaptions}
 */
export function evaluateReg(samples: readonly CaptionSample[]): Evaluation {
  const all = evaluateCaptions(samples);
  return {
    ...all,
    figures(chosen) {
      const { METEOR, "CIDEr-D": cider } = all.figures(chosen);
      return { METEOR: METEOR!, "CIDEr-D": cider! };
    },
  };
}

/**
 * The same from caption files in COCO's format, whose `image_id` is the region's id.
 * @throws MetricsError naming file, record and field
 */
export function scoreReg(gt: string, pred: string): Evaluation {
  return evaluateReg(readCocoCaptions(gt, pred));
}
