// What one answer is worth: a share of what could be had, so that every figure is a ratio of two sums.
import { closestTruths, wordSimilarity } from "@refvlm/metrics";
import { type GroundedAnswer, type GroundedUnit, type ModelConfig, unitsOfAnswer } from "@refvlm/model";
import { bodyText, decodedUnits, groups } from "@refvlm/trp";
import type { UnitName } from "@refvlm/vision";
import { type SampleTurn, shortAnswer, type Target } from "@refvlm/vt-instruct";
import type { QuestionKind } from "./kinds.js";
import { FOUND, type UnitScore, type UnitScores, unitScores } from "./units/index.js";

/** `gain` of `of` points; a figure is the sum of gains over the sum of `of`. */
export interface Score {
  gain: number;
  of: number;
}

/** What of an answer decides its score. */
type Scored = Pick<GroundedAnswer, "text" | "instances">;
type Scorer = (answer: Scored, turn: SampleTurn, scores: UnitScores) => Score;

/** How a kind is scored: by rule of its truth, or as it says here. */
const scorers: Partial<Record<QuestionKind, Scorer>> = {
  fovd: allInstances,
  // What is asked for in everyday words may be called by its name, too.
  "rec-word": (answer, turn, scores) =>
    turn.targets.flat().length === 1 ? oneInstance(answer, turn, scores) : allInstances(answer, turn, scores, false),
  "rec-absent": (answer) => ({ gain: isDenial(answer) ? 1 : 0, of: 1 }),
  vqa: oneWord,
  "vqa-presence": oneWord,
  "vqa-count": oneWord,
  "vqa-relation": oneWord,
  caption: likeWords,
  "reg-point": likeWords,
  "reg-box": likeWords,
  "reg-scribble": likeWords,
  "reg-mask": likeWords,
};

/** One thing is found or not, of several as many as were found; an answer in words is the right one or not. */
function scorerOf(kind: QuestionKind, { targets }: SampleTurn): Scorer {
  const count = targets.flat().length;
  return scorers[kind] ?? (count === 0 ? oneWord : targets.length === 1 && count === 1 ? oneInstance : allInstances);
}

/**
 * Scores an answer; `null` (the model failed to answer) and an answer that the token limit cut off earn nothing.
 * @param turn the question with its truth
 * @throws Error for a unit that none of `scores` knows
 */
export function scoreAnswer(
  kind: QuestionKind,
  answer: GroundedAnswer | null,
  turn: SampleTurn,
  scores: UnitScores = unitScores,
): Score {
  const scorer = scorerOf(kind, turn);
  if (answer && answer.ended === "end") return scorer(answer, turn, scores);
  return { gain: 0, of: scorer(silence, turn, scores).of };
}

/** Says whether an answer grounds nothing, in words. */
export function isDenial({ text, instances }: Scored): boolean {
  return instances.length === 0 && text !== "";
}

/** Says whether an answer is well-formed: complete, and with a plan that its body keeps where its network writes plans. */
export function isWellFormed(answer: GroundedAnswer | null, { plan }: Pick<ModelConfig, "plan">): boolean {
  if (answer?.ended !== "end" || answer.problems.length > 0) return false;
  return !plan || answer.plan !== null;
}

const silence: Scored = { text: "", instances: [] };

/** One instance under the unit word that was asked for, as its unit scores it. */
function oneInstance(answer: Scored, turn: SampleTurn, scores: UnitScores): Score {
  const [{ word, score, truth }, ...others] = truthsOf(turn, scores);
  if (others.length > 0) return allInstances(answer, turn, scores);
  const units = unitsOfAnswer(answer);
  const [given] = units;
  const right = units.length === 1 && wordOf(given) === word;
  return { gain: right ? score.gain(similarity(given, score, truth)) : 0, of: 1 };
}

/** The exact word, whatever its case and the full stop behind it, alone or as what the answer concludes from its boxes. */
function oneWord({ text, instances }: Scored, { answer: { body } }: SampleTurn): Score {
  const said = shortAnswer(text, instances.length > 0);
  const truth = shortAnswer(bodyText(body), groups(body).length > 0);
  // Whoever counts none may say that there is none.
  const plain = (word: string) => (word === "zero" ? "no" : word);
  return { gain: plain(said) === plain(truth) ? 1 : 0, of: 1 };
}

/** How many words it shares with the true answer. */
function likeWords(answer: Scored, turn: SampleTurn): Score {
  return { gain: wordSimilarity(answer.text, bodyText(turn.answer.body)), of: 1 };
}

/**
 * F1 of names and places: the most certain instance first takes the closest true one of its name that is left.
 * @param named whether the names count
 */
function allInstances(answer: Scored, turn: SampleTurn, scores: UnitScores, named = true): Score {
  const truths = truthsOf(turn, scores);
  const asked = new Set([...truths.map(({ word }) => word), ...(turn.command?.units ?? [])]);
  const given = unitsOfAnswer(answer)
    .filter((each) => asked.has(wordOf(each)))
    .sort((a, b) => b.score - a.score);
  const alike = (i: number, t: number) => {
    const { word, phrase, score, truth } = truths[t];
    if (wordOf(given[i]) !== word || (named && given[i].phrase.trim() !== phrase)) return undefined;
    return similarity(given[i], score, truth);
  };
  const { size } = closestTruths(given.keys(), truths.length, alike, FOUND);
  return { gain: 2 * size, of: given.length + truths.length };
}

interface Truth {
  phrase: string;
  /** The word in `<Unit>`. */
  word: string;
  score: UnitScore;
  truth: Target;
}

/** Every true instance in every unit of its groups, with what scores that; for a new word, the unit that it stands for. */
function truthsOf({ answer, targets, command }: SampleTurn, scores: UnitScores): Truth[] {
  return groups(answer.body).flatMap(({ phrase, group: { units } }, i) =>
    units.flatMap((word) => {
      const [unit] = decodedUnits([word], command?.newUnits ?? {});
      const score = scores[unit as UnitName];
      if (!score) throw new Error(`answers of the unit "${word}" cannot be scored: give its score`);
      return targets[i].map((truth) => ({ phrase, word, score, truth }));
    }),
  );
}

/** The word in `<Unit>`. */
function wordOf({ unit, word = unit }: GroundedUnit): string {
  return word;
}

/** 0 where the unit found nothing. */
function similarity(given: GroundedUnit, score: UnitScore, truth: Target): number {
  const value = given[score.name];
  return value === undefined ? 0 : score.similarity(value, truth);
}
