// What one answer is worth: a share of what could be had, so that every figure is a ratio of two sums.
import type { GroundedAnswer } from "@refvlm/model";
import { bodyText, groups } from "@refvlm/trp";
import { type Box, boxIou } from "@refvlm/vision";
import type { SampleTurn } from "@refvlm/vt-instruct";

/** `gain` of `of` points; a figure is the sum of gains over the sum of `of`. */
export interface Score {
  gain: number;
  of: number;
}

/** Kinds of question that the evaluation asks. */
export const scoredKinds = [
  "rec",
  "res",
  "fovd",
  "vqa-presence",
  "vqa-count",
  "vqa-relation",
  "rec-absent",
  "follow-up",
  "new-unit",
] as const;
export type ScoredKind = (typeof scoredKinds)[number];

/** A box counts as found from this overlap on. */
const found = 0.5;

const scorers: Record<ScoredKind, (answer: GroundedAnswer, turn: SampleTurn) => Score> = {
  rec: oneBox,
  res: oneMask,
  fovd: (answer, turn) => {
    const { matched, predicted, present } = detections(answer, turn);
    return { gain: 2 * matched, of: predicted + present };
  },
  "vqa-presence": oneWord,
  "vqa-count": oneWord,
  "vqa-relation": oneWord,
  "rec-absent": (answer) => ({ gain: answer.units.length === 0 && answer.text !== "" ? 1 : 0, of: 1 }),
  "follow-up": oneMask,
  "new-unit": oneBox,
};

/**
 * Scores an answer; `null` (the model failed to answer) and an answer that the token limit cut off earn nothing.
 * @param turn the question with its truth
 */
export function scoreAnswer(kind: ScoredKind, answer: GroundedAnswer | null, turn: SampleTurn): Score {
  if (answer && answer.ended === "end") return scorers[kind](answer, turn);
  return { gain: 0, of: scorers[kind](silence, turn).of };
}

/** Says whether an answer is well-formed: complete, with a plan that its body keeps. */
export function isWellFormed(answer: GroundedAnswer | null): boolean {
  return answer !== null && answer.ended === "end" && answer.plan !== null && answer.problems.length === 0;
}

const silence: GroundedAnswer = { text: "", trp: "", plan: null, units: [], problems: [], tokens: 0, ended: "end" };

/** One box under the unit word that was asked for, which overlaps enough. */
function oneBox(answer: GroundedAnswer, turn: SampleTurn): Score {
  const [unit] = unitsAskedFor(answer, turn);
  const hit = unit?.box && boxIou(unit.box, turn.targets[0][0].box!) >= found;
  return { gain: hit ? 1 : 0, of: 1 };
}

/** The overlap of one mask. */
function oneMask(answer: GroundedAnswer, turn: SampleTurn): Score {
  const [unit] = unitsAskedFor(answer, turn);
  return { gain: unit?.mask ? unit.mask.iou(turn.targets[0][0].mask!) : 0, of: 1 };
}

/** The exact word, whatever its case and the full stop behind it. */
function oneWord(answer: GroundedAnswer, turn: SampleTurn): Score {
  const plain = (text: string) => text.trim().replace(/\.$/, "").toLowerCase();
  const right = answer.units.length === 0 && plain(answer.text) === plain(bodyText(turn.answer.body));
  return { gain: right ? 1 : 0, of: 1 };
}

/** The answer's unit, where it is the only one and goes by the word of the true answer. */
function unitsAskedFor({ units }: GroundedAnswer, turn: SampleTurn) {
  const [word] = groups(turn.answer.body)[0].group.units;
  return units.length === 1 && units[0].unit === word ? units : [];
}

/** Matches boxes by name and overlap, the most certain first; no truth counts twice. */
function detections(answer: GroundedAnswer, turn: SampleTurn) {
  const truth = groups(turn.answer.body).flatMap(({ phrase }, group) =>
    turn.targets[group].map(({ box }) => ({ name: phrase, box: box!, taken: false })),
  );
  const boxes = answer.units.filter(({ unit }) => unit === "box").sort((a, b) => b.score - a.score);
  let matched = 0;
  for (const { phrase, box } of boxes) {
    const free = truth.filter(({ name, taken }) => !taken && name === phrase.trim());
    const best = box && nearest(box, free);
    if (!best || boxIou(box, best.box) < found) continue;
    best.taken = true;
    matched++;
  }
  return { matched, predicted: boxes.length, present: truth.length };
}

function nearest<T extends { box: Box }>(box: Box, candidates: readonly T[]): T | undefined {
  return candidates.reduce<T | undefined>(
    (best, next) => (best && boxIou(box, best.box) >= boxIou(box, next.box) ? best : next),
    undefined,
  );
}
