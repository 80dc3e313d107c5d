// Fits a network's calibration on scenes of a split of its own, which neither training nor evaluation shows.
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
import { prepareAtlas, type Sample, type SampleTurn, SceneSource, type TaskWeights } from "@refvlm/vt-instruct";
import { FOUND, unitScores } from "../eval/units/index.js";
import { fitCalibration, type JudgedPresence, type JudgedUnit } from "./fit.js";

export interface CalibrationOptions {
  /** Default 400. */
  scenes?: number;
  /** Pixels. Default 128. */
  size?: number;
  seed?: number;
  /** Scenes in memory together. Default 24. */
  batchSize?: number;
  onProgress?(scenes: number, total: number): void;
  signal?: AbortSignal;
}

/** What is asked: every unit as it is usually asked for, and as many things that are not there as ones that are. */
const TASKS: Record<UnitName, TaskWeights> = {
  box: { rec: 2, fovd: 1, ovd: 1 },
  mask: { res: 2, fovs: 1, ovs: 1 },
  keypoint: { keypoint: 1 },
  depth: { depth: 1 },
  point: { "rec-point": 1 },
};

/**
 * Asks about scenes, judges the answers and fits what their evidence is worth.
 * @throws the signal's reason when aborted
 */
export async function calibrate(model: LoadedModel, options: CalibrationOptions = {}): Promise<Calibration> {
  const { scenes = 400, size = 128, seed = 9, batchSize = 24, onProgress, signal } = options;
  await prepareAtlas();
  const units = model.network.visualDecoders.units.keys().filter((unit): unit is UnitName => unit in TASKS);
  const tasks: TaskWeights = Object.assign({}, ...units.map((unit) => TASKS[unit]));
  const source = new SceneSource({
    ...{ seed, split: "calibration", size, tasks, turns: [4, 4], absentRate: 0.4 },
    peopleRate: units.includes("keypoint") ? 0.5 : 0,
    depth: units.includes("depth"),
  });
  const judged = { units: [] as JudgedUnit[], presences: [] as JudgedPresence[], present: 0, denied: 0 };
  for (let first = 0; first < scenes; first += batchSize) {
    const count = Math.min(batchSize, scenes - first);
    const samples = Array.from({ length: count }, (_, i) => source.sample(first + i));
    const asked = samples.flatMap((sample) => sample.turns.map((turn) => ({ sample, turn })));
    const answers = await answerBatch(
      model,
      asked.map(({ sample, turn }) => ({
        picture: sample.picture as Extract<Sample["picture"], { data: unknown }>,
        parts: turn.user,
      })),
      { batchSize: 2 * batchSize, minScore: 0, deny: 0, signal },
    );
    for (const [i, { turn }] of asked.entries()) judge(answers[i], turn, judged);
    onProgress?.(first + count, scenes);
  }
  const { present, denied } = judged;
  const on = `${scenes} scenes of the split "calibration" (seed ${seed}, ${size} px)`;
  return fitCalibration(judged.units, judged.presences, present === 0 ? 0 : denied / present, on);
}

interface Judged {
  units: JudgedUnit[];
  presences: JudgedPresence[];
  /** Questions about things that are there, and how many of them were denied. */
  present: number;
  denied: number;
}

/** A unit is right where a true instance of its name, in that unit, is at least so alike. */
function judge(answer: GroundedAnswer, turn: SampleTurn, judged: Judged): void {
  const truths = groups(turn.answer.body).flatMap(({ phrase, group }, i) =>
    turn.targets[i].map((truth) => ({ phrase, units: decodedUnits(group.units, {}), truth })),
  );
  const there = truths.length > 0;
  const given = unitsOfAnswer(answer);
  if (there) judged.present++;
  if (there && given.length === 0) judged.denied++;
  // A unit of the picture itself is never denied, so it says nothing of when to deny.
  const deniable = given.every(({ unit }) => findUnit(unit)?.plurality !== "one");
  const presences = deniable ? given.flatMap(({ evidence }) => evidence?.presence ?? []) : [];
  if (presences.length > 0) judged.presences.push({ presence: Math.max(...presences), there });
  for (const each of given) {
    const { phrase, unit, evidence } = each;
    if (!evidence) continue;
    const score = unitScores[unit as UnitName];
    const value = decodedValues(each, [each])[unit as UnitName];
    const right = truths.some(
      (known) =>
        known.phrase === phrase.trim() &&
        known.units.includes(unit) &&
        value !== undefined &&
        score.similarity(value as never, known.truth) >= FOUND,
    );
    judged.units.push({ unit, evidence, right });
  }
}
