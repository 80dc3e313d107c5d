// A network's calibration (Platt 1999): what its evidence is worth as a probability, fitted on pictures that neither training
// nor evaluation shows. Written by `refvlm calibrate`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { explainConfigIssues, lineInJson, nearestKey } from "@refvlm/config";
import { z } from "zod";
import { readJson } from "./json-file.js";
import { ModelFileError } from "./model-file-error.js";

/** What speaks for one unit of one instance, each in 0..1. */
export interface Evidence {
  /** Probability of the phrase's words, of its plan line where that fixes them. */
  words: number;
  /** What the unit's decoder predicts of its own answer; absent where no decoder serves the unit. */
  quality?: number;
  /** That the named thing is there at all; absent for a network without proposals. */
  presence?: number;
  /** The question asks for one of several things by its place, size or rank, so that the right name alone is not right. */
  singled?: boolean;
}

/** Bounded, so that no sum of them is infinite or no number. */
const weight = z.number().min(-1e6).max(1e6);
const share = z.number().min(0).max(1);

/**
 * What pictures look like: the mean of their patches' means and its deviation, by channel; the directions in which they differ most, in
 * deviations, as long as they count (a unit vector wholly); and the farthest of a hundred.
 */
const familiar = z.strictObject({
  mean: z.array(weight).min(1),
  deviation: z.array(z.number().positive().max(1e6)).min(1),
  axes: z.array(z.array(weight)),
  most: z.number().positive().max(1e6),
});
export type FamiliarPictures = z.infer<typeof familiar>;

/**
 * Log-odds of being right = bias + sum of weight * log-odds of the evidence; and the score from which an answer is more right than
 * wrong to give (highest F1).
 */
const fittedUnit = { bias: weight, words: weight, quality: weight, presence: weight, minScore: share };

export const calibrationSchema = z.strictObject({
  /** What it was fitted on. */
  on: z.string().min(1),
  /** By unit; `singled` where questions single out one of several things, which evidence of names says little about. */
  units: z.record(z.string(), z.strictObject({ ...fittedUnit, singled: z.strictObject(fittedUnit).optional() })),
  /** The same for "it is there" from presence alone. An answer all of whose names are below `deny` becomes a denial. */
  presence: z
    .strictObject({
      ...{ bias: weight, presence: weight, deny: share },
      /** What `deny` denied where it was fitted: shares of what is there, and of what is not. */
      denied: z.strictObject({ present: share, absent: share }).optional(),
    })
    .nullable(),
  /** Answers about a picture that lies farther from these are given with a warning; absent: nothing is known of pictures. */
  pictures: familiar.optional(),
});
export type Calibration = z.infer<typeof calibrationSchema>;

/** Name of the calibration in a model's folder. */
export const CALIBRATION_FILE = "calibration.json";

/**
 * The calibration of a model folder; null where it has none.
 * @param units of the folder's network
 * @throws ModelFileError for a file that is none, naming each wrong key, and for one of a network with other units
 */
export function readCalibration(folder: string, units: readonly string[]): Calibration | null {
  const path = join(folder, CALIBRATION_FILE);
  if (!existsSync(path)) return null;
  const { value, text } = readJson(path);
  const { data, error } = calibrationSchema.safeParse(value);
  const lineOf = (key: readonly PropertyKey[]) => lineInJson(text, key);
  if (error) throw new ModelFileError(path, explainConfigIssues(error, calibrationSchema, path, lineOf));
  const unknown = Object.keys(data.units).find((unit) => !units.includes(unit));
  if (unknown === undefined) return data;
  const guess = nearestKey(unknown, units);
  throw new ModelFileError(
    path,
    `line ${lineOf(["units", unknown])}: units.${unknown}: the network has ${units.join(", ")}${guess ? `; did you mean "${guess}"?` : "; is it another network's? refvlm calibrate writes this one's"}`,
  );
}

/** What is fitted for a unit of an instance; undefined where nothing is. */
function fittedFor(unit: string, { singled }: Pick<Evidence, "singled">, calibration: Calibration | null) {
  const fitted = calibration && Object.hasOwn(calibration.units, unit) ? calibration.units[unit] : undefined;
  return (singled ? fitted?.singled : undefined) ?? fitted;
}

/** Probability that a unit of an instance is right; without a calibration for it, that of its words times its quality. */
export function scoreOf(unit: string, evidence: Evidence, calibration: Calibration | null): number {
  const fitted = fittedFor(unit, evidence, calibration);
  const { words, quality, presence } = evidence;
  if (!fitted) return words * (quality ?? 1);
  const worth = (weight: number, told: number | undefined) => (told === undefined ? 0 : weight * logOdds(told));
  return sigmoid(
    fitted.bias + worth(fitted.words, words) + worth(fitted.quality, quality) + worth(fitted.presence, presence),
  );
}

/** The score from which a unit of a further instance is given where nobody says another. */
export function minScoreOf(unit: string, evidence: Evidence | undefined, calibration: Calibration | null): number {
  return fittedFor(unit, evidence ?? {}, calibration)?.minScore ?? 0;
}

/** Probability that a named thing is there. */
export function presenceProbability(presence: number, fitted: NonNullable<Calibration["presence"]>): number {
  return sigmoid(fitted.bias + fitted.presence * logOdds(presence));
}

/** Of a probability, which is kept a thousandth away from 0 and 1. */
export function logOdds(probability: number): number {
  const inside = Math.min(Math.max(probability, 1e-3), 1 - 1e-3);
  return Math.log(inside / (1 - inside));
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
