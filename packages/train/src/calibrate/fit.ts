// From answers and their truth to a calibration: what each unit's evidence is worth, and from where on a thing is denied.
import { type Calibration, type Evidence, logOdds, presenceProbability, scoreOf } from "@refvlm/model";
import { fitLogistic } from "./logistic.js";

/** One unit of an answer, and whether it was right. */
export interface JudgedUnit {
  unit: string;
  evidence: Evidence;
  right: boolean;
  /** Presence of what its answer is about, where that decides whether it is given at all. */
  deniable?: number;
  /** Units that the answer gives: a list of twenty says no more about scores than one thing. */
  among?: number;
}

/** A planned answer's presence (the largest of its names'), and whether what was asked for is there. */
export interface JudgedPresence {
  presence: number;
  there: boolean;
}

/** Most present things that may be denied, where nothing else is asked for. */
export const FALSE_DENIALS = 0.05;

/** Fewest cases, right and wrong ones each, that a fit is made from. */
const FEWEST = 20;

/**
 * @param denied share of questions about present things that the language model denied by itself
 * @param on what the cases come from
 * @param falseDenials share of present things that may be denied
 */
export function fitCalibration(
  units: readonly JudgedUnit[],
  presences: readonly JudgedPresence[],
  denied: number,
  on: string,
  falseDenials = FALSE_DENIALS,
): Calibration {
  const presence = enough(presences.map(({ there }) => there)) ? fitPresence(presences, falseDenials - denied) : null;
  // What is denied has no score: it would teach others to doubt themselves.
  const isGiven = ({ deniable }: JudgedUnit) =>
    !presence || deniable === undefined || presenceProbability(deniable, presence) >= presence.deny;
  const given = units.filter(isGiven);
  const names = [...new Set(given.map(({ unit }) => unit))];
  const fitted = names.flatMap((name) => {
    const own = given.filter(({ unit }) => unit === name);
    const plain = own.filter(({ evidence }) => !evidence.singled);
    if (!isEnough(plain)) return [];
    const singled = own.filter(({ evidence }) => evidence.singled);
    return [[name, { ...fitUnit(plain), ...(isEnough(singled) && { singled: fitUnit(singled) }) }] as const];
  });
  return { on, units: Object.fromEntries(fitted), presence };
}

function enough(truth: readonly boolean[]): boolean {
  const right = truth.filter(Boolean).length;
  return Math.min(right, truth.length - right) >= FEWEST;
}

const isEnough = (cases: readonly JudgedUnit[]) => enough(cases.map(({ right }) => right));

function fitUnit(cases: readonly JudgedUnit[]): Omit<Calibration["units"][string], "singled"> {
  const inputs = cases.map(({ evidence: { words, quality = 0.5, presence = 0.5 } }) => [
    1,
    ...[words, quality, presence].map(logOdds),
  ]);
  const rights = cases.map(({ right }) => right);
  const [bias, words, quality, presence] = fitLogistic(
    inputs,
    rights,
    cases.map(({ among = 1 }) => 1 / among),
  );
  const weights = { bias, words, quality, presence };
  const calibration = { on: "", units: { unit: { ...weights, minScore: 0 } }, presence: null };
  const scores = cases.map(({ evidence }) => scoreOf("unit", { ...evidence, singled: false }, calibration));
  return { ...weights, minScore: bestThreshold(scores, rights) };
}

/** The score from which on keeping answers gives the highest F1: 2 kept right / (kept + all right). */
export function bestThreshold(scores: readonly number[], right: readonly boolean[]): number {
  const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
  const all = right.filter(Boolean).length;
  let best = { f1: -1, score: 0 };
  let found = 0;
  for (const [kept, i] of order.entries()) {
    if (right[i]) found++;
    if (scores[order[kept + 1]] === scores[i]) continue; // a threshold keeps equal scores together
    const f1 = (2 * found) / (kept + 1 + all);
    if (f1 > best.f1) best = { f1, score: scores[i] };
  }
  return best.score;
}

/** @param share of present things that may be denied by their evidence; the language model's own false denials count, too */
function fitPresence(cases: readonly JudgedPresence[], share: number): Calibration["presence"] {
  const inputs = cases.map((each) => [1, logOdds(each.presence)]);
  const [bias, presence] = fitLogistic(
    inputs,
    cases.map(({ there }) => there),
  );
  const sorted = (wanted: boolean) =>
    cases
      .filter(({ there }) => there === wanted)
      .map((each) => presenceProbability(each.presence, { bias, presence, deny: 0 }))
      .sort((a, b) => a - b);
  const [present, absent] = [sorted(true), sorted(false)];
  const deny = present[Math.floor(Math.max(0, share) * present.length)];
  const below = (values: readonly number[]) => values.filter((value) => value < deny).length / values.length;
  return { bias, presence, deny, denied: { present: below(present), absent: below(absent) } };
}
