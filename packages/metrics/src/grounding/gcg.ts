// Grounded conversations: METEOR and CIDEr-D of captions; AP50, mIoU and recall of their shapes, as GLaMM counts masks.
import type { Rle } from "@refvlm/vision";
import type { TextSimilarity } from "../answers/word-similarity.js";
import type { MeteorWords } from "../captions/meteor-words.js";
import { evaluateReg } from "../captions/reg.js";
import { type Evaluation, type Figures, MetricsError } from "../evaluation.js";
import { mean, ratioEvaluation } from "../statistics/ratios.js";
import { largestEntries, type OverlapMatrix, transposed } from "./gcg-matching.js";
import { type GcgShape, gcgMasks } from "./gcg-shapes.js";

/** What a picture shows: shapes (masks, or boxes) with their phrases. */
export interface GcgTruth<S = Rle> {
  id: number;
  width: number;
  height: number;
  /** At least one that the answer's is compared with; GLaMM's pictures have one. */
  captions: readonly string[];
  phrases: readonly string[];
  /** One for each phrase. */
  shapes: readonly S[];
}

/** What was said about it; a shape without a phrase of its own makes all of the picture's phrases count as missed. */
export interface GcgAnswer<S = Rle> {
  caption: string;
  phrases: readonly string[];
  shapes: readonly S[];
}

/** Shapes overlap and phrases are alike from here on. */
const threshold = 0.5;

/**
 * METEOR and CIDEr-D of the captions; AP and AP50 of all shapes as one class and with one score; mIoU, the mean over
 * pictures of the mean IoU of paired shapes; recall, the share of the truth's shapes that are found with a phrase like
 * theirs, where there is a similarity of phrases. A picture that is not answered has neither shapes nor phrases.
 * @param answers by the id of their picture
 * @param words what METEOR knows of the language of the captions
 * @throws MetricsError for an answer to no picture of the truth, or masks of another size
 */
export function evaluateGcg(
  truth: readonly GcgTruth[],
  answers: ReadonlyMap<number, GcgAnswer>,
  words: MeteorWords,
  similarity?: TextSimilarity,
  lists?: { truth: string; answers: string },
): Evaluation {
  return evaluateGcgOf(gcgMasks, truth, answers, words, similarity, lists);
}

/** The same for shapes of another kind. */
export function evaluateGcgOf<S>(
  shape: GcgShape<S>,
  truth: readonly GcgTruth<S>[],
  answers: ReadonlyMap<number, GcgAnswer<S>>,
  words: MeteorWords,
  similarity?: TextSimilarity,
  lists = { truth: "truth", answers: "answers" },
): Evaluation {
  const pictures = [...truth].sort((a, b) => a.id - b.id);
  const precision = shapePrecision(shape, pictures, answers, lists);
  const paired = pictures.map((picture) => {
    const { shapes = [], phrases = [] } = answers.get(picture.id) ?? {};
    const overlaps = {
      rows: shapes.length,
      columns: picture.shapes.length,
      values: Float64Array.from(shapes.flatMap((given) => picture.shapes.map((each) => shape.iou(given, each)))),
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
    pictures.map(({ id, captions }) => ({ id, references: captions, caption: answers.get(id)?.caption })),
    words,
  );
  return {
    size: pictures.length,
    figures: (samples): Figures => {
      const { AP50, AP } = precision.figures(samples) as { AP50: number; AP: number };
      return { ...captions.figures(samples), AP50, ...ratios.figures(samples), AP };
    },
    note: (i) => {
      const { id, captions } = pictures[i]!;
      return { id, truth: captions.join(" / "), answer: answers.get(id)?.caption };
    },
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

function shapePrecision<S>(
  { detect, record }: GcgShape<S>,
  pictures: readonly GcgTruth<S>[],
  answers: ReadonlyMap<number, GcgAnswer<S>>,
  lists: { truth: string; answers: string },
) {
  const known = new Map(pictures.map((picture) => [picture.id, picture]));
  const stranger = [...answers.keys()].find((id) => !known.has(id));
  if (stranger !== undefined)
    throw new MetricsError(`${lists.answers}: picture ${stranger} is not in ${lists.truth}; answer its pictures only`);
  const annotations = pictures.flatMap((picture) =>
    picture.shapes.map((shape, i) => ({
      image_id: picture.id,
      ...record(shape, picture, `${lists.truth}: picture ${picture.id}`, i),
    })),
  );
  const content = {
    images: pictures.map(({ id, width, height }) => ({ id, width, height })),
    categories: [{ id: 1, name: "object" }],
    annotations: annotations.map((each, i) => ({ ...each, id: i + 1, category_id: 1 })),
  };
  const results = [...answers].flatMap(([image_id, { shapes }]) =>
    shapes.map((shape, i) => ({
      image_id,
      category_id: 1,
      score: 1,
      ...record(shape, known.get(image_id)!, `${lists.answers}: picture ${image_id}`, i),
    })),
  );
  return detect(content, results, lists);
}
