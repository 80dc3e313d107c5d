// Fits a network's calibration on questions of its own, which neither training nor evaluation shows.
import {
  answerBatch,
  type Calibration,
  decodedValues,
  type GroundedAnswer,
  type LoadedModel,
  unitsOfAnswer,
} from "@refvlm/model";
import { decodedUnits, findUnit, groups } from "@refvlm/trp";
import type { UnitName } from "@refvlm/vision";
import type { SampleTurn } from "@refvlm/vt-instruct";
import { lackOf, requestOf } from "../eval/asking.js";
import type { QuestionSource } from "../eval/evaluate.js";
import { isInWords } from "../eval/kinds.js";
import type { EvalQuestion } from "../eval/question.js";
import { FOUND, unitScores } from "../eval/units/index.js";
import { FamiliarFit } from "./familiar.js";
import { fitCalibration, type JudgedPresence, type JudgedUnit } from "./fit.js";

/** Pictures with questions, and what a calibration says that it was fitted on. */
export interface CalibrationSource extends QuestionSource {
  readonly about: string;
}

export interface CalibrationOptions {
  /** Pictures in memory together. Default 24. */
  batchSize?: number;
  /** Most present things that may be denied, as a share. Default 0.05. */
  falseDenials?: number;
  onProgress?(pictures: number, total: number): void;
  signal?: AbortSignal;
}

/**
 * Asks every question that a unit can answer, judges the answers and fits what their evidence is worth.
 * @throws the signal's reason when aborted
 */
export async function calibrate(
  model: LoadedModel,
  source: CalibrationSource,
  { batchSize = 24, falseDenials, onProgress, signal }: CalibrationOptions = {},
): Promise<Calibration> {
  const judged = { units: [] as JudgedUnit[], presences: [] as JudgedPresence[], present: 0, denied: 0 };
  const familiar = new FamiliarFit(model.network);
  for (let first = 0; first < source.size; first += batchSize) {
    const end = Math.min(first + batchSize, source.size);
    const all: EvalQuestion[] = [];
    for (let index = first; index < end; index++) all.push(...(await source.at(index)));
    familiar.add([...new Set(all.map(({ picture }) => picture))]);
    const asked = all.filter((question) => canBeJudged(model, question));
    const options = { batchSize: 2 * batchSize, minScore: 0, deny: model.network.config.plan ? LEAST : 0, signal };
    const answers = await answerBatch({ ...model, calibration: credulous }, asked.map(requestOf), options);
    for (const [i, { turn }] of asked.entries()) judge(answers[i], turn, judged);
    onProgress?.(end, source.size);
  }
  const { present, denied } = judged;
  const fitted = fitCalibration(
    judged.units,
    judged.presences,
    present === 0 ? 0 : denied / present,
    source.about,
    falseDenials,
  );
  return { ...fitted, pictures: familiar.fit() };
}

/** The least probability that a thing is there with. */
const LEAST = Number.MIN_VALUE;

/** Denies nothing, and takes back what is denied where the evidence decides that: then all evidence is seen. */
const credulous: Calibration = { on: "", units: {}, presence: { bias: 0, presence: 1, deny: 0 } };

/** Whether a question says anything of units: it is answered in one, or denies that there is anything to mark. */
export function canBeJudged(model: LoadedModel, question: EvalQuestion): boolean {
  return !isInWords(question.turn.task) && lackOf(model, question) === undefined;
}

/** What answers have told so far. */
export interface Judged {
  units: JudgedUnit[];
  presences: JudgedPresence[];
  /** Questions about things that are there, and how many of them were denied. */
  present: number;
  denied: number;
}

/** A unit is right where a true instance of its name, in that unit, is at least so alike. */
export function judge(
  answer: Pick<GroundedAnswer, "instances" | "plan">,
  turn: Pick<SampleTurn, "answer" | "targets">,
  judged: Judged,
): void {
  const truths = groups(turn.answer.body).flatMap(({ phrase, group }, i) =>
    turn.targets[i].map((truth) => ({ phrase, units: decodedUnits(group.units, {}), truth })),
  );
  const there = truths.length > 0;
  const given = unitsOfAnswer(answer);
  if (there) judged.present++;
  // What is planned and not found, as the depth of a part, is not denied.
  if (there && given.length === 0 && (answer.plan?.lines ?? []).length === 0) judged.denied++;
  // Words mean the one thing that is asked for, whatever the answer calls it: the boy is a person.
  const isOf = (phrase: string, known: string) => truths.every(({ phrase }) => phrase === known) || phrase === known;
  // A unit of the picture itself is never denied, so it says nothing of when to deny; nor does a list, of which something
  // nearly always is there.
  const asksOfOne = new Set(given.map(({ phrase }) => phrase.trim())).size === 1;
  const deniable = asksOfOne && given.every(({ unit }) => findUnit(unit)?.plurality !== "one");
  const presences = deniable ? given.flatMap(({ evidence }) => evidence?.presence ?? []) : [];
  const most = presences.length > 0 ? Math.max(...presences) : undefined;
  // "The cup left of the plate" may be no thing of the picture although a cup is there: what fits "cup" says nothing of it.
  const singled = given.some(({ evidence }) => evidence?.singled);
  if (most !== undefined && !singled) judged.presences.push({ presence: most, there });
  for (const each of given) {
    const { phrase, unit, evidence } = each;
    if (!evidence) continue;
    const score = unitScores[unit as UnitName];
    const value = decodedValues(each, [each])[unit as UnitName];
    const right = truths.some(
      (known) =>
        isOf(phrase.trim(), known.phrase) &&
        known.units.includes(unit) &&
        value !== undefined &&
        score.similarity(value as never, known.truth) >= FOUND,
    );
    judged.units.push({ unit, evidence, right, among: given.length, deniable: most });
  }
}
