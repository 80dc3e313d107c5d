// Detection with free phrases: phrases become classes by text similarity (mAP_S, paper appendix E.2), and scores are stated.
import { MetricsError } from "../evaluation.js";
import type { RecordId } from "../record-id.js";
import { detectionsFrom } from "./coco-json.js";
import type { DetectionEvaluation } from "./detection-evaluation.js";
import { evaluateDetections } from "./evaluate.js";
import type { DetectionOptions } from "./options.js";
import { Place } from "./place.js";
import type { Detections, Truths } from "./tables.js";

/** A predicted shape in the form of a result file, with a phrase in place of the category. */
export interface PhrasePrediction extends Readonly<Record<string, unknown>> {
  readonly image_id: RecordId;
  readonly phrase: string;
}

/** Vectors of texts, one each, of any length but one and the same. */
export type TextEncoder = (
  texts: readonly string[],
) => readonly ArrayLike<number>[] | Promise<readonly ArrayLike<number>[]>;

/** The class that a phrase means, and how similar they are. */
export interface PhraseClass {
  readonly category_id: RecordId;
  /** Cosine, -1..1, neither clipped nor rescaled. */
  readonly similarity: number;
}

/**
 * The most similar category of each phrase (equation 10); the first of equally similar ones.
 * @throws MetricsError for vectors that are missing, not finite, zero or of different lengths
 */
export async function classesOfPhrases(
  phrases: readonly string[],
  categories: Truths<unknown>["categories"],
  encode: TextEncoder,
  lists = { truth: "truth", encoder: "text encoder" },
): Promise<Map<string, PhraseClass>> {
  const names = categoryNames(categories, lists.truth);
  const distinct = [...new Set(phrases)];
  const classVectors = unitVectors(names, await encode(names), lists.encoder);
  const phraseVectors = unitVectors(distinct, distinct.length > 0 ? await encode(distinct) : [], lists.encoder);
  if (phraseVectors.length > 0 && phraseVectors[0]!.length !== classVectors[0]!.length)
    throw new MetricsError(
      `${lists.encoder}: ${phraseVectors[0]!.length} numbers for a phrase, but ${classVectors[0]!.length} for a category`,
    );
  return classesBySimilarity(
    distinct,
    categories,
    phraseVectors.map((phrase) => classVectors.map((vector) => dot(phrase, vector))),
  );
}

/** @throws MetricsError for a category without a name */
export function categoryNames(categories: Truths<unknown>["categories"], truth: string): string[] {
  return categories.map(({ id, name }) => {
    if (typeof name === "string") return name;
    throw new MetricsError(`${truth}: category ${id} has no name to compare phrases with`);
  });
}

/**
 * The same as {@link classesOfPhrases} from a matrix [phrases][categories] of similarities.
 * @throws MetricsError for one of other sizes or with NaN
 */
export function classesBySimilarity(
  phrases: readonly string[],
  categories: Truths<unknown>["categories"],
  similarities: readonly ArrayLike<number>[],
): Map<string, PhraseClass> {
  if (similarities.length !== phrases.length)
    throw new MetricsError(`similarities: ${similarities.length} rows for ${phrases.length} phrases`);
  return new Map(
    phrases.map((phrase, p) => {
      const row = Array.from(similarities[p]!);
      if (row.length !== categories.length || !row.every(Number.isFinite))
        throw new MetricsError(`similarities: the row of "${phrase}" is not ${categories.length} finite numbers`);
      const best = row.indexOf(Math.max(...row));
      return [phrase, { category_id: categories[best]!.id, similarity: row[best]! }];
    }),
  );
}

/** How a score is made of a prediction; AP changes with it though shapes and classes are the same. */
export type ScoreConvention = (prediction: PhrasePrediction & { readonly similarity: number }) => unknown;

/** Conventions by the names under which they are reported. A language model gives no score of its own. */
export const SCORE_CONVENTIONS = {
  /** mAP_S of the paper (equation 11). */
  similarity: ({ similarity }) => similarity,
  /** All alike: the order of the predictions decides. */
  constant: () => 1,
  tokenProbability: ({ tokenProbability }) => tokenProbability,
  /** The decoder's own estimate of the shape's quality. */
  calibrated: ({ score }) => score,
} satisfies Record<string, ScoreConvention>;

/** The predictions with the category of their phrase, as records of a result file. @throws MetricsError */
export function categorised(
  predictions: unknown,
  classes: ReadonlyMap<string, PhraseClass>,
  score: ScoreConvention,
  source = "predictions",
): Record<string, unknown>[] {
  const place = new Place(source, "predictions");
  return Array.from(place.records(predictions), (record) => {
    const phraseClass = classes.get(place.text(record, "phrase"));
    if (!phraseClass) throw place.error("phrase", `"${record.phrase}" has no category`);
    const { category_id, similarity } = phraseClass;
    const prediction = { ...record, similarity } as unknown as Parameters<ScoreConvention>[0];
    return { ...record, category_id, score: score(prediction) };
  });
}

/**
 * One evaluation for each convention, of the same shapes and classes. Pictures without predictions count as missed.
 * @param predictions list of {@link PhrasePrediction}, e.g. the content of a file
 * @throws MetricsError naming the prediction and the field, e.g. where a convention's number is missing
 */
export async function evaluateFreeform<S, Name extends string>(
  truths: Truths<S>,
  predictions: unknown,
  encode: TextEncoder,
  conventions: Readonly<Record<Name, ScoreConvention>>,
  options: DetectionOptions & { source?: string } = {},
): Promise<Record<Name, DetectionEvaluation>> {
  const { source = "predictions", ...parameters } = options;
  const place = new Place(source, "predictions");
  const phrases = Array.from(place.records(predictions), (record) => place.text(record, "phrase"));
  const classes = await classesOfPhrases(phrases, truths.categories, encode);
  const entries = Object.entries<ScoreConvention>(conventions).map(([name, score]) => {
    const detections = categorisedDetections(truths, predictions, classes, score, `${source} (scores: ${name})`);
    return [name, evaluateDetections(truths, detections, parameters)];
  });
  return Object.fromEntries(entries);
}

/** The predictions as detections of their phrases' categories. @throws MetricsError naming the prediction and the field */
export function categorisedDetections<S>(
  truths: Truths<S>,
  predictions: unknown,
  classes: ReadonlyMap<string, PhraseClass>,
  score: ScoreConvention,
  source: string,
): Detections<S> {
  return detectionsFrom(categorised(predictions, classes, score, source), truths, source);
}

/** Each vector divided by its length. */
function unitVectors(texts: readonly string[], vectors: readonly ArrayLike<number>[], encoder: string): Float64Array[] {
  if (vectors.length !== texts.length)
    throw new MetricsError(`${encoder}: ${vectors.length} vectors for ${texts.length} texts`);
  return vectors.map((values, i) => {
    const vector = Float64Array.from(values);
    const length = Math.sqrt(dot(vector, vector));
    if (!(length > 0 && Number.isFinite(length)) || vector.length !== vectors[0]!.length)
      throw new MetricsError(
        `${encoder}: the vector of "${texts[i]}" must be ${vectors[0]!.length} finite numbers, not all 0`,
      );
    return vector.map((value) => value / length);
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
