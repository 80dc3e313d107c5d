// The health of answers in the paper's language: do they parse, keep their plan, and name the right things and units?
import { type Answer, comparePlan, lineOf, type PlanLine, parseAnswer, TrpError, triplets } from "@refvlm/trp";
import { type Evaluation, MetricsError } from "../evaluation.js";
import { idText, type RecordId } from "../record-id.js";
import { answersInOrder } from "../records.js";
import { mean, ratioEvaluation } from "../statistics/ratios.js";
import { type TextSimilarity, wordSimilarity } from "./word-similarity.js";

/** An answer as written, with plan and markers. */
export interface TrpRecord {
  id: RecordId;
  trp: string;
  question?: string;
  picture?: string;
}

/**
 * - `parse rate`: answers that the strict grammar takes;
 * - `plan agreement`: answers whose plan is there and kept by the body;
 * - `unit agreement`: triplets paired with one of the truth that have its units, twice, over all triplets of both;
 * - `phrase similarity`: the similarity of paired phrases, twice, over all triplets of both;
 * - `count error`: instances too many or too few, summed over pairs and unpaired triplets, a question.
 *
 * A missing answer, or one that does not parse, has no triplets and is at least one instance off. Triplets are paired by
 * their phrases, the most similar first.
 * @throws MetricsError for truth that does not parse, or an answer to no question of the truth
 */
export function evaluateTrp(
  truth: readonly TrpRecord[],
  answers: readonly TrpRecord[],
  similarity: TextSimilarity = wordSimilarity,
  lists = { truth: "truth", answers: "answers" },
): Evaluation {
  const paired = answersInOrder(truth, answers, lists);
  const health = truth.map((record, i) => {
    const right = parsed(record.trp);
    if (!right)
      throw new MetricsError(
        `${lists.truth}: record with id ${idText(record.id)}, field trp: is no answer of the grammar; refvlm parse shows where`,
      );
    return healthOf(parsed(paired[i]?.trp), right, similarity);
  });
  const column = (name: keyof Health) => Float64Array.from(health, (each) => each[name]);
  const all = column("triplets");
  return ratioEvaluation(
    truth.length,
    {
      "parse rate": mean(column("parses")),
      "plan agreement": mean(column("keepsPlan")),
      "unit agreement": { gain: column("units").map((count) => 2 * count), of: all },
      "phrase similarity": { gain: column("similarity").map((sum) => 2 * sum), of: all },
      "count error": mean(column("countError")),
    },
    {
      errors: ["count error"],
      note: (i) => ({
        id: truth[i]!.id,
        question: truth[i]!.question,
        picture: truth[i]!.picture,
        truth: truth[i]!.trp,
        answer: paired[i]?.trp,
      }),
    },
  );
}

interface Health {
  parses: number;
  keepsPlan: number;
  /** Pairs with equal units. */
  units: number;
  /** Summed over pairs. */
  similarity: number;
  /** Of truth and answer together. */
  triplets: number;
  countError: number;
}

function healthOf(answer: Answer | null, truth: Answer, similarity: TextSimilarity): Health {
  const [found, wanted] = [answer ? triplets(answer.body).map(lineOf) : [], triplets(truth.body).map(lineOf)];
  const pairs = pairedLines(found, wanted, similarity);
  const total = (lines: readonly PlanLine[]) => lines.reduce((sum, { count }) => sum + count, 0);
  const inPairs = pairs.reduce((sum, { mine, theirs }) => sum + mine.count + theirs.count, 0);
  const unpaired = total(found) + total(wanted) - inPairs;
  const countError = pairs.reduce((sum, { mine, theirs }) => sum + Math.abs(mine.count - theirs.count), unpaired);
  return {
    parses: Number(answer !== null),
    keepsPlan: answer?.plan && comparePlan(answer.plan, answer.body).length === 0 ? 1 : 0,
    units: pairs.filter(({ mine, theirs }) => sameUnits(mine, theirs)).length,
    similarity: pairs.reduce((sum, pair) => sum + pair.similarity, 0),
    triplets: found.length + wanted.length,
    countError: answer ? countError : Math.max(1, countError),
  };
}

function parsed(trp: string | undefined): Answer | null {
  if (trp === undefined) return null;
  try {
    return parseAnswer(trp).answer;
  } catch (error) {
    if (!(error instanceof TrpError)) throw error;
    return null;
  }
}

interface LinePair {
  mine: PlanLine;
  theirs: PlanLine;
  similarity: number;
}

/** One to one, the most similar first; phrases that have nothing in common stay alone. */
function pairedLines(found: readonly PlanLine[], wanted: readonly PlanLine[], similarity: TextSimilarity): LinePair[] {
  const candidates = found
    .flatMap((mine) => wanted.map((theirs) => ({ mine, theirs, similarity: similarity(mine.name, theirs.name) })))
    .filter((pair) => pair.similarity > 0)
    .sort((a, b) => b.similarity - a.similarity);
  const taken = new Set<PlanLine>();
  return candidates.filter(({ mine, theirs }) => {
    if (taken.has(mine) || taken.has(theirs)) return false;
    taken.add(mine).add(theirs);
    return true;
  });
}

function sameUnits({ units: a }: PlanLine, { units: b }: PlanLine): boolean {
  return [...a].sort().join() === [...b].sort().join();
}
