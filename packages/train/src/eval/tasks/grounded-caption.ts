// GCG: a caption whose phrases carry boxes or masks, as GLaMM measures it.
import {
  evaluateGcgOf,
  type GcgAnswer,
  type GcgShape,
  type GcgTruth,
  gcgBoxes,
  gcgMasks,
  wordSimilarity,
} from "@refvlm/metrics";
import { englishWords } from "@refvlm/metrics/node";
import { bodyText } from "@refvlm/trp";
import type { Box, Rle } from "@refvlm/vision";
import { type Row, type ScoreFiles, type TaskFamily, taskFamily } from "./family.js";
import { givenUnits, truthUnits } from "./grounded.js";

interface Captioned<S> {
  readonly truth: GcgTruth<S>;
  readonly answer?: GcgAnswer<S>;
}

/** Figures of grounded captions under these names. */
export const gcgRows = (title?: string): Row[] =>
  ["AP50", "mIoU", "recall", "CIDEr-D", "METEOR"].map((figure) => ({
    name: [...(title ? [title] : []), figure === "CIDEr-D" ? "CIDEr" : figure].join(" "),
    figure,
  }));

/** GCG-box and GCG-mask; phrases are compared by their words. */
export function groundedCaptions(name: "gcg-box" | "gcg-mask", rows: readonly Row[]): TaskFamily {
  if (name === "gcg-box") return captionsIn<"box", Box>(name, "box", gcgBoxes, (box) => box, rows);
  return captionsIn<"mask", Rle>(name, "mask", gcgMasks, (mask) => mask.toRle(), rows, maskFiles);
}

function captionsIn<K extends "box" | "mask", S>(
  name: "gcg-box" | "gcg-mask",
  unit: K,
  shape: GcgShape<S>,
  shapeOf: (value: ReturnType<typeof givenUnits<K>>[number]["value"]) => S,
  rows: readonly Row[],
  files?: (kept: readonly Captioned<S>[]) => ScoreFiles,
): TaskFamily {
  return taskFamily<Captioned<S>>({
    name,
    kinds: [name],
    rows,
    keep({ question, answer }, id) {
      const { width, height } = question.picture;
      const told = (said: readonly { phrase: string; value: Parameters<typeof shapeOf>[0] }[]) => ({
        phrases: said.map(({ phrase }) => phrase),
        shapes: said.map(({ value }) => shapeOf(value)),
      });
      const captions = question.references ?? [bodyText(question.turn.answer.body)];
      return {
        truth: { id, width, height, captions, ...told(truthUnits(question, unit)) },
        ...(answer && { answer: { caption: answer.text, ...told(givenUnits(answer, unit)) } }),
      };
    },
    measure(kept) {
      const answers = kept.flatMap(({ truth, answer }) => (answer ? [[truth.id, answer] as const] : []));
      const truths = kept.map(({ truth }) => truth);
      return evaluateGcgOf(shape, truths, new Map(answers), englishWords, wordSimilarity);
    },
    files,
  });
}

/** GLaMM's files. */
function maskFiles(kept: readonly Captioned<Rle>[]): ScoreFiles {
  const truths = kept.map(({ truth }) => truth);
  const masks = truths.flatMap(({ id, shapes }) => shapes.map((segmentation) => ({ image_id: id, segmentation })));
  return {
    score: "gcg",
    gt: {
      images: truths.map(({ id, width, height }) => ({ id, width, height })),
      annotations: masks.map((each, i) => ({ id: i + 1, ...each })),
    },
    pred: Object.fromEntries(
      kept.flatMap(({ truth, answer }) => {
        if (!answer) return [];
        const { caption, phrases, shapes } = answer;
        return [[truth.id, { caption, phrases, pred_masks: shapes }]];
      }),
    ),
    settings: {
      captions: {
        annotations: truths.map(({ id, captions, phrases }) => ({
          image_id: id,
          caption: captions[0],
          labels: phrases,
        })),
      },
    },
  };
}
