// What went wrong in detection with phrases: every prediction is right or has one kind of error, every truth is found or missed.
import { type Evaluation, type Figures, MetricsError } from "../evaluation.js";
import { closestTruths } from "./closest.js";
import { type GroundedShape, isGrounded, likeness } from "./grounded-shapes.js";

/** A thing in a picture: predicted or true. */
export interface PhrasedShape extends GroundedShape {
  readonly phrase: string;
  /** Name of the visual unit that was asked for or written, e.g. "box" or "mask". */
  readonly unit: string;
  /** Predictions of higher scores are matched first; without scores in their order. */
  readonly score?: number;
}

export interface PictureAnswer {
  /** Empty for an answer that failed or is missing. */
  readonly predictions: readonly PhrasedShape[];
  readonly truths: readonly PhrasedShape[];
}

/** What became of a prediction. */
export type PredictionVerdict =
  | "right"
  /** It fits a truth that a better prediction has found. */
  | "duplicate"
  /** It fits a truth of another phrase. */
  | "wrong phrase"
  /** It fits a truth of its phrase, but is of another unit. */
  | "wrong unit"
  /** It touches a truth of its phrase, but not closely enough. */
  | "loose box"
  /** There is nothing like it. */
  | "invented";

export interface PictureErrors {
  /** Of each prediction. */
  readonly verdicts: readonly PredictionVerdict[];
  /** Indices of truths that no prediction found. */
  readonly missed: readonly number[];
  /** How many phrases are predicted or true. */
  readonly phrases: number;
  /** Phrases of which there are more or fewer predictions than truths. */
  readonly wrongCounts: readonly string[];
}

export interface ErrorOptions {
  /** Likeness (IoU, of joints OKS) from which on a prediction fits. */
  readonly fits?: number;
  /** Likeness from which on it is loose rather than invented. */
  readonly touches?: number;
  /** Phrases that mean the same get the same key. */
  readonly phraseKey?: (phrase: string) => string;
}

/** Sorts out one picture. @throws MetricsError for a thing that nothing grounds */
export function pictureErrors({ predictions, truths }: PictureAnswer, options: ErrorOptions = {}): PictureErrors {
  const { fits = 0.5, touches = 0.1, phraseKey = (phrase) => phrase.trim().toLowerCase() } = options;
  const predictedKeys = predictions.map(({ phrase }) => phraseKey(phrase));
  const trueKeys = truths.map(({ phrase }) => phraseKey(phrase));
  const bare = [...predictions, ...truths].find((thing) => !isGrounded(thing));
  if (bare) throw new MetricsError(`"${bare.phrase}" has neither box nor mask nor keypoint`);
  const alike = likeness(predictions, truths);
  const samePhrase = (p: number, t: number) => predictedKeys[p] === trueKeys[t];
  const sameUnit = (p: number, t: number) => predictions[p]!.unit === truths[t]!.unit;
  const same = (p: number, t: number) => samePhrase(p, t) && sameUnit(p, t);
  const fitsSome = (p: number, rule: (p: number, t: number) => boolean, least = fits) =>
    truths.some((_, t) => alike[p]![t]! >= least && rule(p, t));

  const byScore = [...predictions.keys()].sort((a, b) => (predictions[b]!.score ?? 0) - (predictions[a]!.score ?? 0));
  const likenessOfSame = (p: number, t: number) => (same(p, t) ? alike[p]![t] : undefined);
  const found = closestTruths(byScore, truths.length, likenessOfSame, fits);
  const verdicts = predictions.map((_, p): PredictionVerdict => {
    if (found.has(p)) return "right";
    if (fitsSome(p, same)) return "duplicate";
    if (fitsSome(p, samePhrase)) return "wrong unit";
    if (fitsSome(p, sameUnit)) return "wrong phrase";
    if (fitsSome(p, same, touches)) return "loose box";
    return "invented";
  });
  const missed = new Set(truths.keys());
  for (const truth of found.values()) missed.delete(truth);
  const phrases = [...new Set([...trueKeys, ...predictedKeys])];
  const count = (keys: readonly string[], phrase: string) => keys.filter((key) => key === phrase).length;
  const wrongCounts = phrases.filter((phrase) => count(predictedKeys, phrase) !== count(trueKeys, phrase));
  return { verdicts, missed: [...missed], phrases: phrases.length, wrongCounts };
}

/** The figures in their order: each is a share of all predictions, truths or phrases. */
const SHARES = {
  missed: "truths",
  "wrong count": "phrases",
  right: "predictions",
  duplicate: "predictions",
  "wrong phrase": "predictions",
  "wrong unit": "predictions",
  "loose box": "predictions",
  invented: "predictions",
} as const;

/** Errors of all pictures. A verdict's figure is its share of predictions; "missed" is of truths, "wrong count" of phrases. */
export class DetectionErrors implements Evaluation {
  readonly size: number;
  readonly errors = Object.keys(SHARES).filter((name) => name !== "right");
  readonly pictures: readonly PictureErrors[];
  readonly #truths: readonly number[];

  /** @throws MetricsError naming the picture where nothing grounds a thing */
  constructor(answers: readonly PictureAnswer[], options: ErrorOptions = {}) {
    this.size = answers.length;
    this.#truths = answers.map(({ truths }) => truths.length);
    this.pictures = answers.map((answer, i) => {
      try {
        return pictureErrors(answer, options);
      } catch (error) {
        throw new MetricsError(`pictures[${i}]: ${(error as Error).message}`);
      }
    });
  }

  figures(samples: Uint32Array = Uint32Array.from(this.pictures.keys())): Figures {
    const wholes = { predictions: 0, truths: 0, phrases: 0 };
    const parts = Object.fromEntries(Object.keys(SHARES).map((name) => [name, 0]));
    for (const sample of samples) {
      const { verdicts, missed, wrongCounts, phrases } = this.pictures[sample]!;
      for (const verdict of verdicts) parts[verdict]!++;
      parts.missed! += missed.length;
      parts["wrong count"]! += wrongCounts.length;
      wholes.predictions += verdicts.length;
      wholes.truths += this.#truths[sample]!;
      wholes.phrases += phrases;
    }
    return Object.fromEntries(Object.entries(SHARES).map(([name, whole]) => [name, parts[name]! / wholes[whole]]));
  }
}
