// Grounded conversations: METEOR and CIDEr-D of captions; AP50, mIoU and recall of their masks, as GLaMM counts them.
import { type Rle, rleArea, rleIou } from "@refvlm/vision";
import type { TextSimilarity } from "../answers/word-similarity.js";
import type { MeteorWords } from "../captions/meteor-words.js";
import { evaluateReg } from "../captions/reg.js";
import { detectionsFrom, truthsFrom } from "../detection/coco-json.js";
import { evaluateDetections } from "../detection/evaluate.js";
import { masks } from "../detection/shapes/mask.js";
import { type Evaluation, type Figures, MetricsError } from "../evaluation.js";
import { mean, ratioEvaluation } from "../statistics/ratios.js";
import { largestEntries, type OverlapMatrix, transposed } from "./gcg-matching.js";
import { checked } from "./overlap.js";

/** What a picture shows: masks with their phrases. */
export interface GcgTruth {
  id: number;
  width: number;
  height: number;
  caption: string;
  phrases: readonly string[];
  /** One for each phrase. */
  masks: readonly Rle[];
}

/** What was said about it; a mask without a phrase of its own makes all of the picture's phrases count as missed. */
export interface GcgAnswer {
  caption: string;
  phrases: readonly string[];
  masks: readonly Rle[];
}

/** Masks overlap and phrases are alike from here on. */
const threshold = 0.5;

/**
 * METEOR and CIDEr-D of the captions; AP and AP50 of all masks as one class and with one score; mIoU, the mean over
 * pictures of the mean IoU of paired masks; recall, the share of the truth's masks that are found with a phrase like
 * theirs, where there is a similarity of phrases. A picture that is not answered has neither masks nor phrases.
 * @param answers by the id of their picture
 * @param words what METEOR knows of the language of the captions
 * @throws MetricsError for an answer to no picture of the truth, or masks of another size
 */
export function evaluateGcg(
  truth: readonly GcgTruth[],
  answers: ReadonlyMap<number, GcgAnswer>,
  words: MeteorWords,
  similarity?: TextSimilarity,
  lists = { truth: "truth", answers: "answers" },
): Evaluation {
  const pictures = [...truth].sort((a, b) => a.id - b.id);
  const precision = maskPrecision(pictures, answers, lists);
  const paired = pictures.map((picture) => {
    const { masks = [], phrases = [] } = answers.get(picture.id) ?? {};
    const overlaps = {
      rows: masks.length,
      columns: picture.masks.length,
      values: Float64Array.from(masks.flatMap((mask) => picture.masks.map((each) => rleIou(mask, each)))),
    };
    const pairs = [...largestEntries(overlaps)];
    return {
      iou: pairs.reduce((sum, { iou }) => sum + iou, 0) / Math.max(1, pairs.length),
      found: similarity ? foundPhrases(picture.phrases, phrases, transposed(overlaps), similarity) : 0,
    };
  });
  const ratios = ratioEvaluation(pictures.length, {
    mIoU: mean(Float64Array.from(paired, ({ iou }) => iou)),
    ...(similarity && {
      recall: {
        gain: Float64Array.from(paired, ({ found }) => found),
        of: Float64Array.from(pictures, ({ phrases }) => phrases.length),
      },
    }),
  });
  const captions = evaluateReg(
    pictures.map(({ id, caption }) => ({ id, references: [caption], caption: answers.get(id)?.caption })),
    words,
  );
  return {
    size: pictures.length,
    figures: (samples): Figures => {
      const { AP50, AP } = precision.figures(samples) as { AP50: number; AP: number };
      return { ...captions.figures(samples), AP50, ...ratios.figures(samples), AP };
    },
    note: (i) => ({ id: pictures[i]!.id, truth: pictures[i]!.caption, answer: answers.get(pictures[i]!.id)?.caption }),
  };
}

/** Pairs from the largest IoU on, up to the first whose masks or phrases are not alike: later ones are not tried. */
function foundPhrases(
  wanted: readonly string[],
  phrases: readonly string[],
  overlaps: OverlapMatrix,
  similarity: TextSimilarity,
): number {
  let found = 0;
  for (const { row, column, iou } of largestEntries(overlaps)) {
    if (iou < threshold) break;
    const [theirs, mine] = [wanted[row], phrases[column]];
    if (theirs === undefined || mine === undefined) return 0;
    if (similarity(theirs, mine) < threshold) break;
    found++;
  }
  return found;
}

function maskPrecision(
  pictures: readonly GcgTruth[],
  answers: ReadonlyMap<number, GcgAnswer>,
  lists: { truth: string; answers: string },
) {
  const known = new Map(pictures.map((picture) => [picture.id, picture]));
  const stranger = [...answers.keys()].find((id) => !known.has(id));
  if (stranger !== undefined)
    throw new MetricsError(`${lists.answers}: picture ${stranger} is not in ${lists.truth}; answer its pictures only`);
  const annotations = pictures.flatMap((picture) =>
    picture.masks.map((segmentation, i) => ({
      image_id: picture.id,
      segmentation,
      area: checkedArea(segmentation, picture, `${lists.truth}: picture ${picture.id}, mask ${i + 1}`),
    })),
  );
  const truths = truthsFrom(
    {
      images: pictures.map(({ id, width, height }) => ({ id, width, height })),
      categories: [{ id: 1, name: "object" }],
      annotations: annotations.map((each, i) => ({ ...each, id: i + 1, category_id: 1 })),
    },
    masks,
    lists.truth,
  );
  const results = [...answers].flatMap(([image_id, { masks }]) =>
    masks.map((segmentation, i) => {
      const place = `${lists.answers}: picture ${image_id}, mask ${i + 1}`;
      checkedArea(segmentation, known.get(image_id)!, place);
      return { image_id, category_id: 1, segmentation, score: 1 };
    }),
  );
  return evaluateDetections(truths, detectionsFrom(results, truths, lists.answers));
}

/** @throws MetricsError that begins with `place` for a mask that is none, or of another size than its picture */
function checkedArea(mask: Rle, { width, height }: GcgTruth, place: string): number {
  const [rows, columns] = mask.size;
  if (rows !== height || columns !== width)
    throw new MetricsError(
      `${place}: size [${rows}, ${columns}], but the picture has [${height}, ${width}] (height, width); give masks of its size`,
    );
  return checked(place, () => rleArea(mask));
}
