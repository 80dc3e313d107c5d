// How far scores can be trusted: right answers against those about absent things (AUC), and calibration (ECE), beside what chance
// alone makes of the ECE of so many answers.
import { calibrationError, type Evaluation, rankingQuality } from "@refvlm/metrics";
import { type Row, type TaskFamily, taskFamily } from "./family.js";
import { givenUnits } from "./grounded.js";

/** What one answer says it found. */
interface Certain {
  readonly score: number;
  readonly right: boolean;
  /** The question was about something that is not there. */
  readonly absent: boolean;
}

/** Boxes of REC and of questions about what is not there; whoever denies gives no score. */
export function certainty(name: string, rows: readonly Row[]): TaskFamily {
  return taskFamily<Certain>({
    name,
    kinds: ["rec", "rec-absent"],
    rows,
    keep({ question: { kind }, answer, result }) {
      const [first] = answer?.instances ?? [];
      if (!first) return undefined;
      const absent = kind === "rec-absent";
      const [given] = givenUnits(answer, "box");
      return { score: given?.score ?? first.score, right: !absent && result.gain > 0, absent };
    },
    measure: trust,
  });
}

function trust(answers: readonly Certain[]): Evaluation {
  return {
    size: answers.length,
    figures(samples = Uint32Array.from(answers.keys())) {
      const drawn = Array.from(samples, (i) => answers[i]);
      const scores = (of: (each: Certain) => boolean) => drawn.filter(of).map(({ score }) => score);
      return {
        AUC: rankingQuality(
          scores(({ right }) => right),
          scores(({ absent }) => absent),
        ),
        ECE: calibrationError(
          scores(() => true),
          drawn.map(({ right }) => Number(right)),
        ),
        "ECE by chance": errorByChance(scores(() => true)),
      };
    },
  };
}

const BINS = 10;

/**
 * The calibration error to be expected of scores that are exactly the probabilities of being right: in a bin the mean distance of
 * a sum of coin throws from its mean, which is sqrt(2 / pi) deviations. Few answers have a large one.
 */
export function errorByChance(scores: readonly number[]): number {
  const variances = new Array<number>(BINS).fill(0);
  for (const score of scores) variances[Math.min(BINS - 1, Math.floor(score * BINS))] += score * (1 - score);
  return variances.reduce((sum, variance) => sum + Math.sqrt((2 / Math.PI) * variance), 0) / scores.length;
}
