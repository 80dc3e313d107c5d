// How far scores can be trusted: right answers against those about absent things (AUC), and calibration (ECE).
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
      };
    },
  };
}
