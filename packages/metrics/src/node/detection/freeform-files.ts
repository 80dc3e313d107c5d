// Detection with free phrases from files: mAP_S (paper, appendix E.2), beside it the AP of the same shapes under other scores.
import { wordSimilarity } from "../../answers/word-similarity.js";
import type { DetectionEvaluation } from "../../detection/detection-evaluation.js";
import { evaluateDetections } from "../../detection/evaluate.js";
import {
  categorisedDetections,
  categoryNames,
  classesBySimilarity,
  classesOfPhrases,
  type PhraseClass,
  SCORE_CONVENTIONS,
  type ScoreConvention,
  type TextEncoder,
} from "../../detection/freeform.js";
import { pictureNotes } from "../../detection/picture-notes.js";
import { Place } from "../../detection/place.js";
import { precisionRecall } from "../../detection/precision-recall-plot.js";
import type { ShapeKind } from "../../detection/shapes/shape-kind.js";
import type { Truths } from "../../detection/tables.js";
import type { Evaluation, Figures } from "../../evaluation.js";
import { readJsonFile } from "../files/json-file.js";
import { readVectors } from "../files/vector-file.js";
import { readTruths } from "./detection-files.js";

/** The names of figures under each convention, and the field that every prediction must have for it. */
const conventions: readonly { names: [AP: string, AP50: string]; score: ScoreConvention; field?: string }[] = [
  { names: ["mAP_S", "AP50_S"], score: SCORE_CONVENTIONS.similarity },
  { names: ["AP (constant)", "AP50 (constant)"], score: SCORE_CONVENTIONS.constant },
  {
    names: ["AP (token probability)", "AP50 (token probability)"],
    score: SCORE_CONVENTIONS.tokenProbability,
    field: "tokenProbability",
  },
  { names: ["AP (calibrated)", "AP50 (calibrated)"], score: SCORE_CONVENTIONS.calibrated, field: "score" },
];

/**
 * Scores predictions `[{ image_id, phrase, bbox or segmentation }]` against COCO's annotations; `tokenProbability` and
 * `score` give further figures where all predictions have them. Phrases and categories are compared by an encoder's vectors
 * (for the paper's figures CLIP's text tower), by those of the file that the setting `embeddings` names, or by their words.
 */
export function scoreFreeform<S>(kind: ShapeKind<S>) {
  return async (
    gt: string,
    pred: string,
    { embeddings }: Readonly<Record<string, string>>,
    encode?: TextEncoder,
  ): Promise<Evaluation> => {
    const truths = readTruths(gt, kind);
    const predictions = readJsonFile(pred);
    const place = new Place(pred, "predictions");
    const records = [...place.records(predictions)];
    const phrases = Array.from(place.records(predictions), (record) => place.text(record, "phrase"));
    const classes = await classesFor(phrases, truths, embeddings, encode);
    const has = (field: string) => records.length > 0 && records.every((record) => record[field] !== undefined);
    const runs = conventions
      .filter(({ field }) => field === undefined || has(field))
      .map(({ names, score }) => {
        const detections = categorisedDetections(truths, predictions, classes, score, pred);
        return { names, detections, evaluation: evaluateDetections(truths, detections) };
      });
    const { detections, evaluation } = runs[0]!;
    const sideBySide = (figuresOf: (evaluation: DetectionEvaluation) => Figures): Figures =>
      Object.fromEntries(
        runs.flatMap(({ names, evaluation }) => {
          const { AP, AP50 } = figuresOf(evaluation);
          return [
            [names[0], AP!],
            [names[1], AP50!],
          ];
        }),
      );
    return {
      size: evaluation.size,
      figures: (samples) => sideBySide((each) => each.figures(samples)),
      alone: (sample) => sideBySide((each) => each.alone(sample)),
      remarks: [...truths.remarks, ...detections.remarks],
      note: pictureNotes(truths, detections, (i) => phrases[i]!),
      plots: () => [precisionRecall(evaluation)],
    };
  };
}

function classesFor<S>(
  phrases: readonly string[],
  { categories, source }: Truths<S>,
  embeddings: string | undefined,
  encode: TextEncoder | undefined,
): Promise<Map<string, PhraseClass>> | Map<string, PhraseClass> {
  const lists = { truth: source, encoder: embeddings ?? "text encoder" };
  if (encode) return classesOfPhrases(phrases, categories, encode, lists);
  if (embeddings !== undefined) {
    const vectorOf = readVectors(embeddings);
    return classesOfPhrases(phrases, categories, (texts) => texts.map(vectorOf), lists);
  }
  const distinct = [...new Set(phrases)];
  const names = categoryNames(categories, source);
  const similarities = distinct.map((phrase) => names.map((name) => wordSimilarity(phrase, name)));
  return classesBySimilarity(distinct, categories, similarities);
}
